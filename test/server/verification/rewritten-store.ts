import { randomBytes, randomUUID } from 'node:crypto'
import { readEvent, recordEvent } from '../../../core/events/event.ts'
import type { Aggregate } from '../../../core/events/names.ts'
import { parseEpoch } from '../../../core/proof/log/epoch-record.ts'
import { attemptEpoch } from '../../../server/anchoring/epoch-attempt.ts'
import { settleLogKey } from '../../../server/anchoring/keys.ts'
import { createNativeHashing } from '../../../server/native-hashing.ts'
import type { Epoch } from '../../../server/store/proofs.ts'
import { Database } from '../../../server/store/sqlite/database.ts'
import { openSqliteStore } from '../../../server/store/sqlite/sqlite-store.ts'
import type { Store } from '../../../server/store/store.ts'
import { overlay } from '../../support/stores.ts'
import { keptLog } from '../../support/world.ts'
import { storeFile } from './anchored-store.ts'

/** Gives an event another text and makes all hashes after it anew: a chain that holds in itself. */
export async function rewriteChain(folder: string, aggregate: Aggregate, from: number, body: string): Promise<void> {
  const store = await openSqliteStore({ file: storeFile(folder) })
  const events = []
  for await (const page of store.chain(aggregate, from - 1)) events.push(...page)
  await store.close()
  const database = new Database(storeFile(folder))
  let parent: string | null = null
  for (const [place, event] of events.entries()) {
    const { header, content } = readEvent(event)
    const draft = { ...header, parent: parent ?? header.parent, content: place === 0 ? { ...content, body } : content }
    const rewritten = recordEvent(draft, content === null ? null : randomBytes(32).toString('hex'))
    parent = rewritten.hash
    database.run(
      'UPDATE events SET hash = ?, header = ?, salt = ?, content = ? WHERE version = ? AND aggregate = (SELECT id FROM aggregates WHERE type = ? AND name = ?)',
      rewritten.hash,
      rewritten.header,
      rewritten.salt,
      rewritten.content,
      header.version,
      aggregate.type,
      aggregate.id,
    )
  }
  database.run('UPDATE aggregates SET hash = ? WHERE type = ? AND name = ?', parent, aggregate.type, aggregate.id)
  database.close()
}

/** Makes every epoch anew from the events as they are now, at the same times, signed with the store's own key. */
export async function remakeEpochs(folder: string): Promise<void> {
  const old = await forgetEpochs(folder)
  const store = await openSqliteStore({ file: storeFile(folder) })
  const origin = (await store.setting('origin')) ?? ''
  const logKey = await settleLogKey(store, origin, () => '')
  let base: Epoch | null = null
  for (const { record, cursor } of old) {
    const { time, block } = parseEpoch(record)
    const attempt = await attemptEpoch(
      {
        store: feedUpTo(store, cursor),
        origin,
        logKey,
        hashing: createNativeHashing(),
        now: () => Date.parse(time),
        freshId: randomUUID,
        newestBlock: () => block,
        pause: async () => {},
        log: keptLog(),
      },
      base,
      cursor,
      new AbortController().signal,
    )
    if (attempt.kind !== 'made') throw new Error(`the epoch was not made: ${attempt.kind}`)
    base = attempt.epoch
  }
  await store.close()
}

async function forgetEpochs(folder: string): Promise<readonly Epoch[]> {
  const store = await openSqliteStore({ file: storeFile(folder) })
  const epochs = await store.proofs.epochs(0, 1000)
  await store.close()
  const database = new Database(storeFile(folder))
  for (const table of ['epochs', 'epoch_attempts', 'epoch_heads', 'map_nodes', 'stale_nodes']) database.run(`DELETE FROM ${table}`)
  database.close()
  return epochs
}

function feedUpTo(store: Store, end: string): Store {
  return overlay(store, {
    async *feed(after, signal) {
      for await (const page of store.feed(after, signal))
        yield { events: page.events.filter(({ position }) => position <= end), cursor: page.cursor < end ? page.cursor : end }
    },
  })
}
