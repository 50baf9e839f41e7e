import { AnchorsFollower, type AnchorsView, noAnchorsYet } from './anchors-follower.ts'
import type { App } from './app.ts'
import { FollowController } from './follow-controller.ts'

/** Follows the line of anchors for its host while `wanted`: `new AnchorsController(this, () => true)`. See `AnchorsFollower`. */
export class AnchorsController extends FollowController<true, AnchorsView, AnchorsFollower> {
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
    return new AnchorsFollower(connection)
  }
}
