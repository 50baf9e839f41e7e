import { parsePosition } from '../cursors.ts'
import type { StoreReads } from '../store-reads.ts'
import type { Reads } from './reads.ts'
import { openProofReads } from './sqlite-proofs.ts'
import { openReadModelReads } from './sqlite-read-models.ts'
import type { WorkerClient } from './worker-client.ts'

const HEADS_PAGE = 1000
const ACCOUNTS_PAGE = 500

export function openStoreReads(reader: WorkerClient<Reads>): Omit<StoreReads, 'close'> {
  return {
    outcome: (aggregate, commandId) => reader.call('outcome', aggregate, commandId),
    head: aggregate => reader.call('head', aggregate),
    async *chain(aggregate, afterVersion) {
      for (let version = afterVersion; ; ) {
        const events = await reader.call('boundedChainPage', aggregate, version)
        if (events.length === 0) return
        yield events
        version += events.length
      }
    },
    chainPage: (aggregate, afterVersion, limit) => reader.call('chainPage', aggregate, afterVersion, limit),
    async *aggregates() {
      for (let row = 0; ; ) {
        const heads = await reader.call('headsAfter', row, HEADS_PAGE)
        const last = heads.at(-1)
        if (last === undefined) return
        yield heads.map(({ aggregate, version, hash }) => ({ aggregate, version, hash }))
        row = last.row
      }
    },
    feedPage: async after => reader.call('feedPage', after === null ? 0 : parsePosition(after)),
    newest: () => reader.call('newest'),
    async events(filter, { limit, cursor }) {
      return reader.call('eventsPage', filter, cursor === null ? null : parsePosition(cursor), limit)
    },
    snapshot: aggregate => reader.call('snapshot', aggregate),
    lastNumber: () => reader.call('lastNumber'),
    setting: name => reader.call('setting', name),
    settings: () => reader.call('settings'),
    noted: name => reader.call('noted', name),
    notes: () => reader.call('notes'),
    leased: name => reader.call('leased', name),
    proofs: openProofReads(reader),
    blocks: {
      tip: () => reader.call('tip'),
      from: (height, limit) => reader.call('headersFrom', height, limit),
      byHash: hash => reader.call('headerByHash', hash),
    },
    readModels: openReadModelReads(reader),
    accounts: {
      async *all() {
        for (let user = ''; ; ) {
          const page = await reader.call('accountsAfter', user, ACCOUNTS_PAGE)
          const last = page.at(-1)
          if (last === undefined) return
          yield page
          user = last.userId
        }
      },
    },
  }
}
