import { formatTicketFilter } from '../../core/protocol/topics.ts'
import type { TicketFilter } from '../../core/ticket/filter.ts'
import type { App } from './app.ts'
import { FollowController } from './follow-controller.ts'
import { ListFollower, type ListView } from './list-follower.ts'

const nothingYet: ListView = { status: { kind: 'loading' }, rows: [], counts: { open: 0, solved: 0 }, fresh: 0, more: false }

/** Follows the list of a filter for its host: `new ListController(this, () => this.filter)`. See `ListFollower`. */
export class ListController extends FollowController<TicketFilter, ListView, ListFollower> {
  get view(): ListView {
    return this.followed?.view.value ?? nothingYet
  }

  hold(held: boolean): void {
    this.followed?.hold(held)
  }

  showFresh(): void {
    this.followed?.showFresh()
  }

  loadMore(): void {
    void this.followed?.loadMore()
  }

  protected override name(filter: TicketFilter): string {
    return formatTicketFilter(filter)
  }

  protected override follow({ connection }: App, filter: TicketFilter): ListFollower {
    return new ListFollower(connection, filter, (task, delay) => void setTimeout(task, delay))
  }
}
