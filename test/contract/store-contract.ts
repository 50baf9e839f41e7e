import { describe } from 'vitest'
import type { Store } from '../../server/store/store.ts'
import { describeAccounts } from './accounts-contract.ts'
import { describeAnchors } from './anchors-contract.ts'
import { describeBlocks } from './blocks-contract.ts'
import { describeEpochs } from './epochs-contract.ts'
import { describeEvents } from './events-contract.ts'
import { describeFeed } from './feed-contract.ts'
import { describeKeptProofs } from './kept-proofs-contract.ts'
import { describeLeases } from './leases-contract.ts'
import { describeMapNodes } from './map-nodes-contract.ts'
import { describeNotices } from './notices-contract.ts'
import { describeReadModels } from './read-models-contract.ts'
import { describeRecordedCommits } from './recorded-contract.ts'
import { describeSmallThings } from './small-contract.ts'

/** An empty store, made for one test. `reopen` closes it and opens what it stored again; a store that forgets has none. */
export type OpenedStore = {
  readonly store: Store
  readonly reopen?: () => Promise<Store>
  /** Closes whatever is open, and clears away. */
  readonly close: () => Promise<void>
}
export type OpenStore = () => Promise<OpenedStore>

/** What every adapter of the store port must do. */
export function describeStore(name: string, open: OpenStore): void {
  describe(`the store (${name})`, () => {
    describeEvents(open)
    describeFeed(open)
    describeRecordedCommits(open)
    describeReadModels(open)
    describeAccounts(open)
    describeSmallThings(open)
    describeLeases(open)
    describeNotices(open)
    describeMapNodes(open)
    describeEpochs(open)
    describeKeptProofs(open)
    describeBlocks(open)
    describeAnchors(open)
  })
}
