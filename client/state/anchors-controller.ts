import type { ReactiveControllerHost } from 'lit'
import { AnchorsFollower, type AnchorsView, noAnchorsYet } from './anchors-follower.ts'
import type { App } from './app.ts'
import { FollowController } from './follow-controller.ts'

/** Follows the line of anchors for its host while `wanted`: `new AnchorsController(this, () => true)`. `page`: see `AnchorsFollower`. */
export class AnchorsController extends FollowController<true, AnchorsView, AnchorsFollower> {
  readonly #page: number | undefined

  constructor(host: ReactiveControllerHost & HTMLElement, wanted: () => true | null, page?: number) {
    super(host, wanted)
    this.#page = page
  }

  get view(): AnchorsView {
    return this.followed?.view.value ?? noAnchorsYet
  }

  loadMore(): void {
    void this.followed?.loadMore()
  }

  protected override name(): string {
    return 'anchors'
  }

  protected override follow({ connection }: App): AnchorsFollower {
    return new AnchorsFollower(connection, this.#page)
  }
}
