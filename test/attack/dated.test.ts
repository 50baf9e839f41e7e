import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventHeader, parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { headerTime } from '../../core/proof/bitcoin/header.ts'
import { parseKnownHeaders } from '../../core/proof/bundle/known-headers.ts'
import { parseBundle } from '../../core/proof/bundle/read-bundle.ts'
import { checkStore, verdictOf } from './checks.ts'
import { EvilOperator } from './evil-operator.ts'
import { anchor, type GrownLog, growLog, type Kept, keep, signedIn } from './grown-log.ts'
import { relinked, wanted } from './rewriting.ts'

const PAST = '2020-01-01T00:00:00.000Z'
const FUTURE = '2090-01-01T00:00:00.000Z'

let log: GrownLog
let evil: EvilOperator
let kept: Kept

/** After the first anchor the operator appends two events: one that claims to be years old (version 5), one from years ahead (version 6). */
beforeAll(async () => {
  log = await growLog()
  const ticket: Aggregate = { type: 'ticket', id: log.ticket }
  const operator = await EvilOperator.on(log.first)
  const chain = operator.chain(ticket).map(wanted)
  const [, comment] = chain
  if (comment === undefined) throw new Error('there is a comment')
  const dated = (recordedAt: string) => ({
    ...comment,
    header: { ...comment.header, recordedAt, commandId: crypto.randomUUID(), facts: { commentId: crypto.randomUUID() }, block: null },
  })
  operator.replaceChain(ticket, relinked(log.trust.origin, ticket, [...chain, dated(PAST), dated(FUTURE)]))
  operator.done()
  const worker = await signedIn(operator.folder)
  await anchor(worker)
  kept = await keep(worker.server, log.ticket)
  await worker.server.close()
  evil = await EvilOperator.on(operator.folder)
  await operator.remove()
})
afterAll(async () => {
  await evil?.remove()
  await log?.remove()
})

const headers = (): EventHeader[] => parseBundle(kept.bundle).events.map(({ header }) => parseHeader(header))

/** The time of the newest block that events up to this version name: whoever wrote them, and all after them, knew it. */
function notBefore(version: number): string | null {
  const known = parseKnownHeaders(kept.headers)
  for (const { block } of headers().slice(0, version).reverse()) {
    const header = block === null ? null : known.byHash.get(block)?.header
    if (header) return headerTime(header)
  }
  return null
}

describe('an event with a time that isn’t true', () => {
  it('breaks no check: the time in an event is what the server says, in bundle and store', async () => {
    expect(headers().map(({ recordedAt }) => recordedAt)).toEqual(expect.arrayContaining([PAST, FUTURE]))
    expect(verdictOf(kept.bundle, log.trust, kept.headers)).toMatchObject({ verdict: 'VALID', header: 'known' })
    expect(await checkStore(evil.folder, { trust: log.trust, network: evil.folder })).toMatchObject({ failures: 0, onNetwork: 2 })
  })

  it('dated back, is contradicted by the block that an event before it names: that block was mined later', () => {
    const earliest = notBefore(5)
    expect(headers()[4]?.recordedAt).toBe(PAST)
    expect(earliest).not.toBeNull()
    expect(Date.parse(earliest ?? '')).toBeGreaterThan(Date.parse(PAST))
  })

  it('dated back, is missing in the bundle of an anchor that is younger than it claims to be', () => {
    const old = verdictOf(log.kept.first.bundle, log.trust, kept.headers)
    const [range] = old.ranges
    expect(old).toMatchObject({ verdict: 'VALID', header: 'known', ranges: [{ to: 4, proven: 'anchored' }] })
    expect(range?.proven === 'anchored' && Date.parse(range.notAfter.time) > Date.parse(PAST)).toBe(true)
  })

  it('dated ahead, is contradicted by the block that holds its anchor: it was there before', () => {
    const [range] = verdictOf(kept.bundle, log.trust, kept.headers).ranges
    expect(range).toMatchObject({ from: 1, to: 6, proven: 'anchored' })
    expect(range?.proven === 'anchored' && Date.parse(range.notAfter.time) < Date.parse(FUTURE)).toBe(true)
  })
})

describe('the time between two blocks', () => {
  it('is not proven: the blocks before and after are all that is known', () => {
    const { block, recordedAt } = headers()[3] ?? { block: null, recordedAt: '' }
    const [range] = verdictOf(log.kept.first.bundle, log.trust, kept.headers).ranges
    const latest = range?.proven === 'anchored' ? range.notAfter.time : ''
    expect(block).not.toBeNull()
    // Blocks tell seconds, and a miner's clock is its own.
    expect(Date.parse(notBefore(4) ?? '')).toBeLessThanOrEqual(Date.parse(recordedAt))
    expect(Date.parse(latest) + 1000).toBeGreaterThan(Date.parse(recordedAt))
  })
})
