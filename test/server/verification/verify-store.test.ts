import { copyFile, rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseOutpoint } from '../../../core/proof/bitcoin/outpoint.ts'
import { formatVerifierKey } from '../../../core/proof/log/note.ts'
import { anchorId } from '../../../server/anchoring/line.ts'
import { readConfig } from '../../../server/config.ts'
import { openParts } from '../../../server/parts.ts'
import { createTicket, SYSTEM } from '../../support/world.ts'
import { running } from '../anchoring/networks/dev-networks.ts'
import { type AnchoredStore, copyOf, environmentOf, found, makeAnchoredStore, spoil, storeFile, verified } from './anchored-store.ts'
import { remakeEpochs, rewriteChain } from './rewritten-store.ts'

let made: AnchoredStore

beforeAll(async () => {
  made = await makeAnchoredStore()
}, 60_000)

afterAll(() => made.remove())

const AGGREGATE = '(SELECT id FROM aggregates WHERE type = ? AND name = ?)'

describe('a store that holds', () => {
  test('is found good, with everything counted and nothing left open', async () => {
    const report = await verified(made.folder, { trust: made.trust, threads: 2 })
    expect(report.findings).toEqual([])
    expect(report.notChecked).toEqual([])
    expect(report).toMatchObject({ failures: 0, anchors: 2, mined: 2, onNetwork: 2, epochs: { epochs: 2 } })
    // A person, two tickets, two anchors.
    expect(report.chains.chains).toBe(5)
    expect(report.mapNodes).toBeGreaterThan(4)
  })

  test('tells of each part how far it is, to the last of it', async () => {
    const newest = new Map<string, { done: number; total: number | null }>()
    const report = await verified(made.folder, { onProgress: ({ part, ...count }) => newest.set(part, count) })
    const { events } = report.chains
    expect(Object.fromEntries(newest)).toEqual({
      events: { done: events, total: events },
      epochs: { done: 2, total: 2 },
      'map nodes': { done: report.mapNodes, total: null },
      'block headers': { done: report.blockHeaders, total: report.blockHeaders },
      anchors: { done: 2, total: 2 },
    })
  })

  test('without a trust file it says where key and seal came from, and offline that the network was not asked', async () => {
    const { failures, notChecked, onNetwork } = await verified(made.folder, { offline: true })
    expect([failures, onNetwork]).toEqual([0, null])
    expect(notChecked).toEqual([
      expect.stringContaining('taken from the store itself'),
      expect.stringMatching(/newest seal is unspent.* Offline\./),
    ])
  })

  test('can be checked while a server writes to it, and what is new is said to be in no block yet', async () => {
    const folder = await copyOf(made.folder)
    const parts = await openParts(readConfig(environmentOf(folder)))
    try {
      const checking = verified(folder, { trust: made.trust })
      for (let n = 0; n < 20; n++) await createTicket(parts.registry, SYSTEM)
      expect((await checking).findings).toEqual([])
      const report = await verified(folder, { trust: made.trust })
      expect(report.findings).toEqual([])
      expect(report.chains.chains).toBe(25)
    } finally {
      await parts.close()
    }
  })

  test('where nothing but events is there, it says what that doesn’t show', async () => {
    const folder = await copyOf(made.folder)
    spoil(
      folder,
      'DELETE FROM epochs',
      'DELETE FROM epoch_heads',
      "DELETE FROM settings WHERE name = 'anchoring/genesis'",
      "DELETE FROM events WHERE type LIKE 'transaction_%'",
      "DELETE FROM aggregates WHERE type = 'anchor'",
    )
    const { findings, notChecked } = await verified(folder)
    expect(findings).toEqual([])
    expect(notChecked[1]).toBe('Anything beyond the chains: no epoch has been made yet.')
  })
})

describe('a changed chain is found and named', () => {
  const ticket = () => ['ticket', made.tickets[0]] as const

  test.each([
    ['another text', `UPDATE events SET content = '{"body":"never said"}' WHERE version = 3 AND aggregate = ${AGGREGATE}`, 'content', 3],
    [
      'another header',
      `UPDATE events SET header = replace(header, 'comment_added', 'comment_addex') WHERE version = 3 AND aggregate = ${AGGREGATE}`,
      'chain',
      3,
    ],
    ['an event taken out', `DELETE FROM events WHERE version = 3 AND aggregate = ${AGGREGATE}`, 'chain', 3],
    [
      'a text taken away without an erasure',
      `UPDATE events SET content = NULL, salt = NULL WHERE version = 3 AND aggregate = ${AGGREGATE}`,
      'content',
      3,
    ],
    ['the newest event taken out', `DELETE FROM events WHERE version = 6 AND aggregate = ${AGGREGATE}`, 'head', 5],
    ['another newest event in the store’s list', `UPDATE aggregates SET version = 5 WHERE id = ${AGGREGATE}`, 'head', 6],
    ['an event under another version', `UPDATE events SET version = 9 WHERE version = 6 AND aggregate = ${AGGREGATE}`, 'chain', 6],
  ])('%s', async (_, sql, check, version) => {
    const folder = await copyOf(made.folder)
    spoil(folder, [sql, ...ticket()])
    expect(found(await verified(folder, { offline: true }))).toEqual([`${check}: ticket ${made.tickets[0]} version ${version}`])
  })

  test('the newest events cut off, with a head that fits: an epoch holds them', async () => {
    const folder = await copyOf(made.folder)
    const before = `(SELECT hash FROM events WHERE version = 5 AND aggregate = ${AGGREGATE})`
    spoil(
      folder,
      [`UPDATE aggregates SET version = 5, hash = ${before} WHERE type = ? AND name = ?`, ...ticket(), ...ticket()],
      [`DELETE FROM events WHERE version = 6 AND aggregate = ${AGGREGATE}`, ...ticket()],
    )
    expect(found(await verified(folder, { offline: true }))).toEqual([`mappedHead: ticket ${made.tickets[0]} version 6`])
  })

  test('a chain that was rewritten and holds in itself: epochs hold the events that it had', async () => {
    const folder = await copyOf(made.folder)
    await rewriteChain(folder, { type: 'ticket', id: made.tickets[0] }, 3, 'never said')
    const report = await verified(folder, { offline: true })
    expect(found(report)).toEqual([`mappedHead: ticket ${made.tickets[0]} version 5`])
    expect(report.findings[0]?.message).toBe('Epoch 0 holds another event at this version: the chain was rewritten since.')
  })

  test('a whole history taken out: epochs hold a chain that is gone, and no longer give their maps', async () => {
    const folder = await copyOf(made.folder)
    spoil(
      folder,
      [`DELETE FROM events WHERE aggregate = ${AGGREGATE}`, ...ticket()],
      ['DELETE FROM aggregates WHERE type = ? AND name = ?', ...ticket()],
    )
    expect([...found(await verified(folder, { offline: true }))].sort()).toEqual([
      'mapRoot: epoch 0',
      'mapRoot: epoch 0',
      'mapRoot: epoch 0',
      expect.stringMatching(/^mappedHead: aggregate in row \d+ version 5$/),
    ])
  })

  test('events whose history the store’s list has lost', async () => {
    const folder = await copyOf(made.folder)
    spoil(folder, ["DELETE FROM aggregates WHERE type = 'user'"])
    expect(found(await verified(folder, { offline: true }))).toContainEqual(expect.stringMatching(/^mappedHead: aggregate in row/))
  })

  test('of many failures the first twenty are named and all are counted', async () => {
    const folder = await copyOf(made.folder)
    const parts = await openParts(readConfig(environmentOf(folder)))
    for (let n = 0; n < 25; n++) await createTicket(parts.registry, SYSTEM)
    await parts.close()
    spoil(folder, "UPDATE events SET content = '{}' WHERE type = 'ticket_created'")
    const { failures, findings } = await verified(folder, { offline: true })
    expect([failures, findings.length]).toEqual([27, 20])
  })
})

describe('changed epochs are found and named', () => {
  test.each([
    [
      'a head in an epoch',
      'UPDATE epoch_heads SET hash = zeroblob(32) WHERE epoch = 1 AND version = 6',
      ['mapRoot: epoch 1', 'mappedHead: ticket T version 6'],
    ],
    [
      'a time in a record',
      // The line after the epoch's number: what stands before it is not the same in each run, and may hold the same digits.
      "UPDATE epochs SET record = replace(record, char(10) || '0' || char(10) || '20', char(10) || '0' || char(10) || '30') WHERE number = 0",
      ['epochLog: epoch 0', 'epochLog: epoch 0', 'epochLog: epoch 1', 'epochLog: epoch 1', 'epochRecord: epoch 1'],
    ],
    ['the store’s own count of it', 'UPDATE epochs SET aggregates = 99 WHERE number = 1', ['epochRecord: epoch 1', 'mapNodes: epoch 1']],
    [
      'a signature',
      "UPDATE epochs SET checkpoint = substr(checkpoint, 1, length(checkpoint) - 6) || 'AAA=' || char(10) WHERE number = 1",
      ['checkpointInAnchor: anchor 2', 'checkpointSignature: epoch 1'],
    ],
    ['the newest epoch taken out', 'DELETE FROM epochs WHERE number = 1', ['checkpointInAnchor: anchor 2']],
    [
      'an epoch in the middle taken out',
      'DELETE FROM epochs WHERE number = 0',
      ['checkpointInAnchor: anchor 1', 'epochLog: epoch 0', 'mappedHead: user U version 1'],
    ],
    [
      'a node of the map taken out',
      'DELETE FROM map_nodes WHERE hash = (SELECT unhex(map_root) FROM epochs WHERE number = 1)',
      ['mapNodes: epoch 1'],
    ],
    [
      'a node of the map with something else in it',
      'UPDATE map_nodes SET content = (SELECT content FROM map_nodes WHERE hash != (SELECT unhex(map_root) FROM epochs WHERE number = 1) LIMIT 1) WHERE hash = (SELECT unhex(map_root) FROM epochs WHERE number = 1)',
      ['mapNodes: epoch 1'],
    ],
  ])('%s', async (_, sql, expected) => {
    const folder = await copyOf(made.folder)
    spoil(folder, sql)
    const short = found(await verified(folder, { offline: true })).map(each =>
      each.replace(made.tickets[0], 'T').replace(/user [0-9a-f-]{36}/, 'user U'),
    )
    expect([...short].sort()).toEqual(expected)
  })
})

test('what can’t be read at all is found, and doesn’t end the check', async () => {
  const folder = await copyOf(made.folder)
  spoil(folder, "UPDATE epochs SET completed = 'x' WHERE number = 0", "UPDATE epochs SET cursor = 'x' WHERE number = 1")
  const { findings } = await verified(folder, { offline: true })
  expect(findings.filter(({ check }) => check === 'file').map(({ subject }) => subject)).toEqual(
    expect.arrayContaining(['epochs', storeFile(folder)]),
  )
})

test('a text that is not UTF-8 is found, and doesn’t end the program', async () => {
  const folder = await copyOf(made.folder)
  spoil(folder, "UPDATE events SET content = CAST(x'7bff7d' AS TEXT) WHERE type = 'comment_added'")
  const { failures, findings } = await verified(folder, { offline: true })
  expect(failures).toBe(1)
  expect(findings).toEqual([expect.objectContaining({ check: 'file', message: expect.stringContaining('not UTF-8') })])
})

describe('what only the anchors and the network know', () => {
  test('a store that was rewritten as a whole, signed again with its own key, is not what the anchors carry', async () => {
    const folder = await copyOf(made.folder)
    await rewriteChain(folder, { type: 'ticket', id: made.tickets[0] }, 3, 'never said')
    await remakeEpochs(folder)
    const report = await verified(folder, { offline: true })
    expect(found(report)).toEqual(['checkpointInAnchor: anchor 1', 'checkpointInAnchor: anchor 2'])
    expect(report.findings[0]?.message).toContain('the log was rewritten since')
  })

  test('epochs that are made again from the same events are the same', async () => {
    const folder = await copyOf(made.folder)
    await remakeEpochs(folder)
    expect((await verified(folder, { trust: made.trust })).findings).toEqual([])
  })

  test('an old backup: its newest seal is spent', async () => {
    const folder = await copyOf(made.oldFolder)
    expect((await verified(folder)).findings).toEqual([])
    await copyFile(`${storeFile(made.folder)}.dev-chain`, `${storeFile(folder)}.dev-chain`)
    const report = await verified(folder, { trust: made.trust })
    expect(found(report)).toEqual([expect.stringMatching(/^network: seal [0-9a-f]{64}:1$/)])
    expect(report.findings[0]?.message).toMatch(/^It was spent by [0-9a-f]{64}, which this store doesn’t know: an old backup/)
    expect((await verified(folder, { trust: made.trust, offline: true })).findings).toEqual([])
  })

  test('a copy of the network that is older than the newest anchor: that is said, and all else is checked', async () => {
    const folder = await copyOf(made.folder)
    await copyFile(`${storeFile(made.oldFolder)}.dev-chain`, `${storeFile(folder)}.dev-chain`)
    const report = await verified(folder, { trust: made.trust })
    expect(found(report)).toEqual([
      'network: development network',
      expect.stringMatching(/^network: seal [0-9a-f]{64}:\d$/),
      'network: anchor 2',
    ])
    expect(report.findings[0]?.message).toMatch(/^It knows the first anchor’s block, and not .* an older copy of the network/)
    expect(report).toMatchObject({ mined: 2, onNetwork: 1 })
  })

  test('a wrong block of the first anchor alone, which makes no other network of this one', async () => {
    const folder = await copyOf(made.folder)
    const first = anchorId(made.trust.origin, parseOutpoint(made.trust.genesisSeal))
    const blockAt = `instr(header, '"block":"') + 9`
    spoil(folder, [
      `UPDATE events SET header = substr(header, 1, ${blockAt} - 1) || '${'ab'.repeat(32)}' || substr(header, ${blockAt} + 64)
       WHERE type = 'transaction_mined' AND aggregate = ${AGGREGATE}`,
      'anchor',
      first,
    ])
    const report = await verified(folder, { trust: made.trust })
    expect(found(report)).toContain('network: anchor 1')
    expect(found(report)).not.toContain('network: development network')
    expect(report).toMatchObject({ mined: 2, onNetwork: 1 })
  })

  test('another development network is named once, and nothing else that it says is believed', async () => {
    const folder = await copyOf(made.folder)
    const file = `${storeFile(folder)}.dev-chain`
    await copyFile(await strangeBlocks(), file)
    const report = await verified(folder, { trust: made.trust })
    expect(found(report)).toEqual(['network: development network'])
    expect(report.findings[0]?.message).toContain('in sealdesk.db.dev-chain is another one than this desk’s anchors are on')
    expect(report).toMatchObject({ failures: 1, mined: 2, onNetwork: 0, notChecked: [] })
  })

  test('a network that doesn’t answer is said to be away, in one whole sentence', async () => {
    const { failures, notChecked } = await verified(made.folder, { trust: made.trust, network: 'http://127.0.0.1:1' })
    expect(failures).toBe(0)
    expect(notChecked).toEqual([expect.stringMatching(/newest seal is unspent.* can’t be reached( \(ECONNREFUSED\))?\.$/)])
  })

  test('a network that is gone is not passed over in silence', async () => {
    const folder = await copyOf(made.folder)
    await rm(`${storeFile(folder)}.dev-chain`)
    const { failures, notChecked } = await verified(folder, { trust: made.trust })
    expect(failures).toBe(0)
    expect(notChecked).toEqual([expect.stringMatching(/newest seal is unspent.*\.dev-chain, are not there\.$/)])
  })

  test.each([
    [
      'a header of a block',
      "UPDATE block_headers SET header = replace(header, '0', '1') WHERE height = 1",
      /proofOfWork: block 1|blockHeaders: block 1/,
    ],
    ['a block taken out', 'DELETE FROM block_headers WHERE height = 1', /blockHeaders: block 2/],
  ])('%s', async (_, sql, expected) => {
    const folder = await copyOf(made.folder)
    spoil(folder, sql)
    expect(found(await verified(folder, { offline: true })).join('\n')).toMatch(expected)
  })
})

/** The file of a network on which nothing of any store is. */
async function strangeBlocks(): Promise<string> {
  const { file, dev, close } = await running()
  await dev.mine(20)
  await close()
  return file
}

describe('a trust file', () => {
  test('of another log is told from the store’s own', async () => {
    const logKey = formatVerifierKey(made.trust.origin, new Uint8Array(32).fill(7))
    const trust = { ...made.trust, logKey, genesisSeal: `${'ab'.repeat(32)}:0` }
    const short = found(await verified(made.folder, { trust, offline: true }))
    expect(short.filter(each => each.startsWith('trust: '))).toHaveLength(2)
    expect(short).toContain('checkpointSignature: epoch 0')
    expect(short.filter(each => each.startsWith('sealChain: '))).toHaveLength(2)
  })
})
