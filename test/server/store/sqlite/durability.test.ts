import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Store } from '../../../../server/store/store.ts'
import { mapNode } from '../../../contract/proof-samples.ts'
import { collect, grow, ticket, versionOf } from '../../../contract/samples.ts'
import { type Child, startChild } from './child.ts'
import { HEADS_OF_AN_EPOCH } from './epochs.ts'
import { openStore, tempFolder } from './temp-store.ts'

test('everything acknowledged is there after the process was killed in the middle of writing, again and again', {
  timeout: 120_000,
}, async () => {
  const file = join(await tempFolder(), 'store.db')
  const acknowledged = new Map<number, Map<number, string>>()
  for (const enough of [30, 200, 90]) {
    const child = startChild('appending-child.ts', file, '8')
    await readLines(child, enough, line => {
      const [n, version, hash = ''] = line.split(' ')
      acknowledged.set(Number(n), (acknowledged.get(Number(n)) ?? new Map()).set(Number(version), hash))
    })
    await child.kill()
  }
  const store = await openStore(file)
  let checked = 0
  for (const [n, hashes] of acknowledged) {
    const chain = await collect(store.chain(ticket(n), 0))
    expect(chain.map(versionOf)).toEqual(chain.map((_, i) => i + 1))
    expect(await store.head(ticket(n))).toEqual({ version: chain.length, hash: chain.at(-1)?.hash })
    for (const [version, hash] of hashes) {
      expect(chain[version - 1]?.hash).toBe(hash)
      checked += 1
    }
  }
  expect(checked).toBeGreaterThanOrEqual(320)
})

test('an epoch that was acknowledged is there with all that belongs to it after the process was killed, and none is there in part', {
  timeout: 120_000,
}, async () => {
  const file = join(await tempFolder(), 'store.db')
  let acknowledged = 0
  for (const enough of [5, 12, 8]) {
    const child = startChild('epochs-child.ts', file)
    await readLines(child, enough, line => {
      acknowledged = Math.max(acknowledged, Number(line) + 1)
    })
    await child.kill()
    const store = await openStore(file)
    const made = ((await store.proofs.newestEpoch())?.index ?? -1) + 1
    // The one that was under way can have been committed without having been told.
    expect(made).toBeGreaterThanOrEqual(acknowledged)
    for (let index = 0; index < made; index++) {
      const heads = await collect(store.proofs.changedHeads(index))
      expect(heads.map(({ version }) => version)).toEqual(HEADS_OF_AN_EPOCH.map(() => index + 1))
      for (const n of HEADS_OF_AN_EPOCH) expect(await isNodeThere(store, 1000 * index + n)).toBe(true)
    }
    await store.close()
  }
})

test('a full disk acknowledges nothing, and the store goes on when there is room again', { timeout: 120_000 }, async context => {
  const file = join(await tempFolder(), 'store.db')
  const child = startChild('appending-child.ts', file, '3')
  expect(await child.line()).toBe('open')
  const limit = (bytes: string) => promisify(execFile)('prlimit', [`--pid=${child.process.pid}`, `--fsize=${bytes}:unlimited`])
  // A limit on the size of files is what a full disk looks like to SQLite. Only Linux has the tool to set it for another process.
  const isLimited = await limit('300000').then(
    () => true,
    () => false,
  )
  if (!isLimited) return context.skip('prlimit is missing here')

  const acknowledged = await readUntil(child, line => line.startsWith('failed'))
  expect(acknowledged.at(-1)).toMatch(/^failed The store doesn’t answer/)
  await limit('unlimited')
  acknowledged.push(...(await readUntil(child, line => !line.startsWith('failed'))))
  await child.kill()

  const store = await openStore(file)
  for (const line of acknowledged.filter(line => !line.startsWith('failed'))) {
    const [n, version, hash] = line.split(' ')
    expect((await store.chainPage(ticket(Number(n)), Number(version) - 1, 1))[0]?.hash).toBe(hash)
  }
  await grow(store, ticket(1))
})

async function isNodeThere({ proofs }: Store, n: number): Promise<boolean> {
  return Buffer.from(await proofs.mapNodes(mapNode(n).subarray(0, 32))).equals(mapNode(n))
}

async function readLines(child: Child, enough: number, take: (line: string) => void): Promise<void> {
  expect(await child.line()).toBe('open')
  for (let i = 0; i < enough; i++) take((await child.line()) ?? '')
}

async function readUntil(child: Child, isLast: (line: string) => boolean): Promise<string[]> {
  const lines: string[] = []
  for (;;) {
    const line = await child.line()
    if (line === null) throw new Error('the child has ended')
    lines.push(line)
    if (isLast(line)) return lines
  }
}
