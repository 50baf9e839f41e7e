import { randomUUID } from 'node:crypto'
import { argv, stdout } from 'node:process'
import { openSqliteStore } from '../../../../server/store/sqlite/sqlite-store.ts'
import { epoch, mapNode, mappedHead, packed } from '../../../contract/proof-samples.ts'
import { grow, ticket } from '../../../contract/samples.ts'
import { HEADS_OF_AN_EPOCH } from './epochs.ts'

/** Makes epoch after epoch, each in several parts, and prints each one's index when it is acknowledged, until it is killed. */
const [, , file = ''] = argv
const store = await openSqliteStore({ file })
stdout.write('open\n')
for (const n of HEADS_OF_AN_EPOCH) if ((await store.head(ticket(n))) === null) await grow(store, ticket(n), { commandId: randomUUID() })
for (let index = ((await store.proofs.newestEpoch())?.index ?? -1) + 1; ; index++) {
  const attempt = randomUUID()
  for (const n of HEADS_OF_AN_EPOCH) await store.proofs.putMapNodes(packed([mapNode(1000 * index + n)]))
  for (const n of HEADS_OF_AN_EPOCH)
    await store.proofs.stage({ index, attempt, heads: [mappedHead(n, index + 1)], stale: mapNode(n).subarray(0, 32) })
  if (await store.proofs.commitEpoch(epoch(index, { attempt }))) stdout.write(`${index}\n`)
}
