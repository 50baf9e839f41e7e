import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StoredEvent } from '../../core/events/event.ts'
import { bytesOfHex } from '../../core/proof/bitcoin/bytes.ts'
import { parseTransaction } from '../../core/proof/bitcoin/transaction.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'
import { askNetwork, openTicket, verdictOf } from './checks.ts'
import { EvilOperator } from './evil-operator.ts'
import { type GrownLog, growLog } from './grown-log.ts'

let log: GrownLog
let events: readonly StoredEvent[]
beforeAll(async () => {
  log = await growLog()
  const store = await EvilOperator.on(log.second)
  events = store.chain({ type: 'ticket', id: log.ticket })
  await store.remove()
})
afterAll(() => log?.remove())

function cut(bundle: string, version: number): string {
  const { events, ...rest } = JSON.parse(bundle)
  return JSON.stringify({ ...rest, events: events.slice(0, version) })
}

describe('a server that holds back the newest events', () => {
  it('is not found by a browser that has never seen them', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, events.slice(0, 4))
    expect(page.view()).toMatchObject({ status: { kind: 'live' }, checked: { version: 4 }, failure: null })
    await page.close()
  })

  it('is found by a browser that has the ticket open', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, events)
    expect((await page.reconnected(events.slice(0, 4))).failure).toMatchObject({
      check: 'chain',
      rule: 'version',
      expected: '6',
      actual: '4',
    })
    await page.close()
  })

  it('is found where it names a newest event that it then doesn’t give', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, events.slice(0, 4), { version: 6, hash: events[5]?.hash ?? '' })
    expect(page.view().failure).toMatchObject({ check: 'chain', rule: 'missing', version: 5 })
    await page.close()
  })

  it('is found in a bundle that is cut below what its epoch holds', () => {
    expect(verdictOf(cut(log.kept.second.bundle, 5), log.trust).verdict).toBe('VALID')
    expect(verdictOf(cut(log.kept.second.bundle, 4), log.trust).failed).toMatchObject({ check: 'headInMap', rule: 'version' })
  })

  it('is not found in a bundle that is cut above it: events that no checkpoint holds yet can be left out', () => {
    const verdict = verdictOf(cut(log.kept.second.bundle, 5), log.trust, log.kept.second.headers)
    expect(verdict).toMatchObject({ verdict: 'VALID', header: 'known', ranges: [{ from: 1, to: 5, proven: 'anchored' }] })
    expect(verdict.cannotTell.join(' ')).toMatch(/newer events may exist/)
  })

  it('is not found in an older bundle that is given out as the newest', () => {
    const verdict = verdictOf(log.kept.first.bundle, log.trust, log.kept.second.headers)
    expect(verdict).toMatchObject({ verdict: 'VALID', header: 'known', ranges: [{ from: 1, to: 4, proven: 'anchored' }] })
  })

  it('is found by asking the network whether the seal that the bundle’s anchor left is unspent', async () => {
    const spenderAfter = (bundle: string) => {
      const { txid } = parseTransaction(bytesOfHex(parseBundle(bundle).seals.at(-1) ?? ''))
      return askNetwork(log.second, ({ chain }) => chain.spender(txid, 1))
    }
    expect(await spenderAfter(log.kept.second.bundle)).toBeNull()
    expect(await spenderAfter(log.kept.first.bundle)).toBe(
      parseTransaction(bytesOfHex(parseBundle(log.kept.second.bundle).seals[1] ?? '')).txid,
    )
  })
})

describe('a server that names an older event as the newest while it shows newer ones', () => {
  it('raises the alarm: its history is said to be shorter than what it has shown', async () => {
    const page = await openTicket(log.trust.origin, log.ticket, events, { version: 4, hash: events[3]?.hash ?? '' })
    expect(page.view().failure).toMatchObject({ check: 'chain' })
    await page.close()
  })
})
