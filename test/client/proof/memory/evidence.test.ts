import { describe, expect, it } from 'vitest'
import { evidenceText } from '../../../../client/proof/memory/evidence.ts'
import type { Alarm } from '../../../../client/proof/memory/records.ts'
import { bytesOfHex } from '../../../../core/proof/bitcoin/bytes.ts'
import { parseTransaction } from '../../../../core/proof/bitcoin/transaction.ts'
import { parseBundle } from '../../../../core/proof/bundle/read-bundle.ts'
import { parseTrust } from '../../../../core/proof/bundle/read-trust.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import { formatVerifierKey } from '../../../../core/proof/log/note.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }
import { hash, ORIGIN } from './log-at-two-times.ts'
import { start, TICKET, trust } from './started-witness.ts'

const COMPLETE = parseBundle(JSON.stringify(vectors.valid.find(({ name }) => name === 'complete')?.bundle))
const LATER = `${hash(8)}:1`
const OTHER = { type: 'ticket', id: 'b' }
const head = (version: number, fill = version) => ({ version, hash: hash(fill), header: `header ${version}` })

function evidenceOf(alarms: readonly Alarm[]) {
  return JSON.parse(evidenceText(alarms, { server: 'https://desk.test', exportedAt: '2026-11-24T08:00:00.000Z' }))
}

/** The vectors’ bundle as it is given to somebody who has verified the line to its second seal. */
function fromSecondSeal(): string {
  const [first = '', ...seals] = COMPLETE.seals
  return JSON.stringify({ ...COMPLETE, genesisSeal: `${parseTransaction(bytesOfHex(first)).txid}:1`, seals })
}

describe('the evidence of another past', () => {
  it('has both sides of a history with all that was seen of it, and all that is shown beside it', async () => {
    const { witness, shown, seen, look } = await start()
    await look()
    await seen.rememberBundle(TICKET, 'the older bundle', trust.genesisSeal)
    await seen.rememberHead(TICKET, head(4))
    witness.saw(TICKET, head(4, 9))
    await expect.poll(() => shown.alarms[0]?.shown.bundle).toBe('a bundle')
    const evidence = evidenceOf(shown.alarms)
    expect(evidence).toMatchObject({
      format: 'sealdesk/evidence/v1',
      server: 'https://desk.test',
      origin: ORIGIN,
      kind: 'head',
      aggregate: TICKET,
      remembered: { at: '1970-01-01T00:00:00.000Z', head: head(4), bundle: 'the older bundle', trust, givenTrust: trust },
      shown: { at: '1970-01-01T00:00:01.000Z', head: head(4, 9), bundle: 'a bundle', trust, givenTrust: trust },
      also: [],
    })
    expect(evidence.remembered.checkpoint).toContain(ORIGIN)
    expect(evidence.explanation.join(' ')).toContain('different people are shown different ones')
  })

  it('gives with each bundle a trust file that begins where the bundle does, and the one that was given', async () => {
    const { witness, shown, seen, look } = await start()
    await look()
    await seen.rememberBundle(TICKET, 'from a later seal', LATER)
    await seen.rememberHead(TICKET, head(4))
    witness.contradicted(TICKET, head(4), head(2))
    await expect.poll(() => shown.alarms[0]?.shown.bundle).toBe('a bundle')
    expect(evidenceOf(shown.alarms)).toMatchObject({
      remembered: { bundle: 'from a later seal', trust: { ...trust, genesisSeal: LATER }, givenTrust: trust },
      shown: { bundle: 'a bundle', trust, givenTrust: trust },
    })
  })

  it('does so for a bundle that failed, which begins where it was asked from, also where the server gives no trust file any more', async () => {
    const { server, witness, shown, look } = await start()
    await look()
    server.trust = null
    const verdict = verifyBundle('{}', trust)
    await witness.disproved({ aggregate: TICKET, text: 'a bad bundle', genesisSeal: LATER, verdict }, 'It fails.', null)
    expect(evidenceOf(shown.alarms)).toMatchObject({
      kind: 'proof',
      remembered: { bundle: null, trust, givenTrust: trust },
      shown: { bundle: 'a bad bundle', trust: { ...trust, genesisSeal: LATER }, givenTrust: null },
    })
  })

  it('has a failed bundle with the trust file that it fails against, where the server gives one that would fit', async () => {
    const { server, witness, shown, look } = await start()
    await look()
    const fitting = { ...trust, logKey: formatVerifierKey(ORIGIN, new Uint8Array(32).fill(2)) }
    server.trust = fitting
    const verdict = verifyBundle('{}', trust)
    await witness.disproved({ aggregate: TICKET, text: 'a bad bundle', genesisSeal: LATER, verdict }, 'It fails.', null)
    expect(evidenceOf(shown.alarms).shown).toMatchObject({ trust: { ...trust, genesisSeal: LATER }, givenTrust: fitting })
  })

  it('is one file for all that was found, with the one that proves most at the top', async () => {
    const { server, witness, shown, seen, look } = await start()
    await look()
    server.size = 2
    await look()
    for (const aggregate of [TICKET, OTHER]) await seen.rememberHead(aggregate, head(4))
    await seen.rememberBundle(OTHER, 'the older bundle', LATER)
    for (const aggregate of [TICKET, OTHER]) witness.contradicted(aggregate, head(4), head(2))
    await expect.poll(() => shown.alarms.filter(({ shown }) => shown.bundle === 'a bundle')).toHaveLength(2)
    const { kind, aggregate, remembered, also } = evidenceOf(shown.alarms)
    expect([kind, aggregate, remembered.trust.genesisSeal]).toEqual(['head', OTHER, LATER])
    expect(also).toMatchObject([
      { kind: 'head', aggregate: TICKET, shown: { bundle: 'a bundle' } },
      { kind: 'checkpoint', aggregate: null, shown: { checkpoint: await server.log.checkpoint(2) } },
    ])
  })

  it('of an alarm that an earlier version of the page kept is complete as well', async () => {
    const { tables } = await start()
    const log = parseTrust(vectors.trust)
    const side = { at: '2026-11-24T08:00:00.000Z', head: head(4), trust: log, checkpoint: null, bundle: fromSecondSeal() }
    await tables.update('alarms', 'head ticket:a', () => ({
      key: 'head ticket:a',
      at: side.at,
      kind: 'head',
      aggregate: TICKET,
      message: 'A history is shorter.',
      remembered: side,
      shown: { ...side, bundle: 'not checked' },
      dismissed: null,
    }))
    const { shown } = await start(tables)
    const { remembered, shown: now } = evidenceOf(shown.alarms)
    expect(verifyBundle(remembered.bundle, remembered.trust)).toMatchObject({ verdict: 'VALID' })
    expect([remembered.givenTrust, now.trust]).toEqual([log, log])
  })
})
