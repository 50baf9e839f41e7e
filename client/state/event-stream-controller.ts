import { type EventStreamFilter, formatQuery } from '../../core/protocol/topics.ts'
import type { App } from './app.ts'
import { EventStreamFollower, type EventStreamView } from './event-stream-follower.ts'
import { FollowController } from './follow-controller.ts'

const nothingYet: EventStreamView = { status: { kind: 'loading' }, items: [], paused: false, waiting: 0, more: false }

/** Follows the event stream for its host: `new EventStreamController(this, () => this.filter)`. See `EventStreamFollower`. */
export class EventStreamController extends FollowController<EventStreamFilter, EventStreamView, EventStreamFollower> {
  get view(): EventStreamView {
    return this.followed?.view.value ?? nothingYet
  }

  pause(): void {
    this.followed?.pause()
  }

  resume(): void {
    this.followed?.resume()
  }

  loadMore(): void {
    void this.followed?.loadMore()
  }

  protected override name(filter: EventStreamFilter): string {
    return `events?${formatQuery(filter)}`
  }

  protected override follow({ connection }: App, filter: EventStreamFilter): EventStreamFollower {
    return new EventStreamFollower(connection, filter)
  }
}
