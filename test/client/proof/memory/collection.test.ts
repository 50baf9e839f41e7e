import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../../../client/proof/memory/records.ts'
import { eventHash } from '../../../../core/events/hash.ts'
import { parseBundle } from '../../../../core/proof/bundle/read-bundle.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }
import { hash } from './log-at-two-times.ts'
import { start, TICKET, trust } from './started-witness.ts'

const BUNDLE = JSON.stringify(vectors.valid.find(({ name }) => name === 'complete')?.bundle)
const HEADERS = parseBundle(BUNDLE).events.map(({ header }) => header)
const shownHead = (version: number) => ({ version, hash: eventHash(HEADERS[version - 1] ?? ''), header: HEADERS[version - 1] ?? '' })
const REMEMBERED = { version: 4, hash: hash(4), header: 'header 4' }
const verdict = verifyBundle('{}', trust)

type Page = Awaited<ReturnType<typeof start>>

/** A page that has met another event in the remembered one's place, from a server that doesn't give these parts as long as it is open. */
async function left(...silent: ('trust' | 'checkpoint' | 'bundle')[]) {
  const page = await start()
  await page.look()
  await page.seen.rememberHead(TICKET, REMEMBERED)
  for (const part of silent) page.server.silent.add(part)
  page.server.bundle = BUNDLE
  page.server.asked.length = 0
  page.witness.contradicted(TICKET, REMEMBERED, shownHead(4))
  await expect.poll(() => page.server.asked).toHaveLength(3)
  const had = (['trust', 'checkpoint', 'bundle'] as const).filter(part => !silent.includes(part))
  await expect.poll(() => had.filter(part => page.shown.alarms[0]?.shown[part] == null)).toEqual([])
  return page
}

/** The page after it, from a server that has gone on. */
async function next({ tables }: Page) {
  const page = await start(tables)
  page.server.bundle = BUNDLE
  page.server.size = 5
  return page
}

function partsOf(alarms: readonly Alarm[]) {
  const [alarm] = alarms
  return alarm && { trust: alarm.shown.trust, checkpoint: alarm.shown.checkpoint, bundle: alarm.shown.bundle }
}

describe('evidence that a page was left in the middle of', () => {
  it('is completed at the next visit, wherever that is, with what it had as it was', async () => {
    const page = await left('bundle')
    const checkpoint = await page.server.log.checkpoint(3)
    const { server, look } = await next(page)
    expect(partsOf(await look())).toEqual({ trust, checkpoint, bundle: BUNDLE })
    expect(server.asked.filter(part => part === 'bundle')).toHaveLength(1)
  })

  it('is completed where nothing of it was there yet, and never asked for again', async () => {
    const page = await left('trust', 'checkpoint', 'bundle')
    const then = await next(page)
    const checkpoint = await then.server.log.checkpoint(5)
    expect(partsOf(await then.look())).toEqual({ trust, checkpoint, bundle: BUNDLE })
    const { server, look, witness } = await next(page)
    await look()
    const ofLook = [...server.asked]
    expect(ofLook).toEqual(['trust', 'checkpoint'])
    witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    await look()
    expect(server.asked).toEqual([...ofLook, ...ofLook])
  })

  it('is completed where the contradiction is met again, without any look', async () => {
    const { witness, shown } = await next(await left('bundle', 'checkpoint'))
    witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    await expect.poll(() => partsOf(shown.alarms)?.bundle).toBe(BUNDLE)
  })

  it('is completed where it was put aside, as the page of the history offers it still', async () => {
    const page = await left('bundle')
    await page.witness.putAside(page.shown.alarms, 'Root looks into it')
    const { witness, look } = await next(page)
    expect(await look()).toEqual([])
    expect(await witness.alarmAbout(TICKET)).toMatchObject({ dismissed: { why: 'Root looks into it' }, shown: { bundle: BUNDLE } })
  })

  it('is completed where an earlier version of the page has kept it', async () => {
    const page = await left('bundle', 'trust')
    await page.tables.update('alarms', page.shown.alarms[0]?.key ?? '', () => {
      const [alarm] = page.shown.alarms
      if (alarm === undefined) throw new Error('there is no alarm')
      const { lacking, ...earlier } = alarm
      expect(lacking).toEqual(['trust', 'bundle'])
      return earlier
    })
    expect(partsOf(await (await next(page)).look())).toEqual({ trust, checkpoint: await page.server.log.checkpoint(3), bundle: BUNDLE })
  })

  it('takes nothing of another history than the one that contradicts, until that is shown again', async () => {
    const page = await left('trust', 'checkpoint', 'bundle')
    const mended = await next(page)
    mended.server.bundle = JSON.stringify({ ...JSON.parse(BUNDLE), events: parseBundle(BUNDLE).events.slice(0, 3) })
    expect(partsOf(await mended.look())).toEqual({ trust: null, checkpoint: null, bundle: null })
    const back = await next(page)
    const checkpoint = await back.server.log.checkpoint(5)
    expect(partsOf(await back.look())).toEqual({ trust, checkpoint, bundle: BUNDLE })
  })

  it('takes no trust file and no checkpoint of the log that has come back beside a bundle that was had', async () => {
    const page = await left('trust', 'checkpoint')
    const mended = await next(page)
    mended.server.bundle = JSON.stringify({ ...JSON.parse(BUNDLE), events: parseBundle(BUNDLE).events.slice(0, 3) })
    expect(partsOf(await mended.look())).toEqual({ trust: null, checkpoint: null, bundle: BUNDLE })
    mended.server.trust = null
    const checkpoint = await mended.server.log.checkpoint(5)
    mended.witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    await expect.poll(() => partsOf(mended.shown.alarms)).toEqual({ trust: null, checkpoint, bundle: BUNDLE })
    await mended.witness.evidenceCollected()
    mended.server.asked.length = 0
    mended.witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    // What is raised after it is collected after it.
    await mended.witness.disproved({ aggregate: TICKET, text: BUNDLE, genesisSeal: trust.genesisSeal, verdict }, 'It fails.', null)
    expect(mended.server.asked).toEqual(['trust', 'checkpoint'])
    expect(partsOf((await (await next(page)).look()).filter(({ kind }) => kind === 'head'))).toEqual({ trust, checkpoint, bundle: BUNDLE })
  })

  it('takes nothing of the remembered history, which a shorter one is the beginning of', async () => {
    const page = await start()
    await page.look()
    page.server.bundle = null
    for (const part of ['trust', 'checkpoint'] as const) page.server.silent.add(part)
    page.witness.contradicted(TICKET, shownHead(4), shownHead(2))
    await expect.poll(() => page.server.asked).toContain('bundle')
    const { look } = await next(page)
    expect(partsOf(await look())).toEqual({ trust: null, checkpoint: null, bundle: null })
  })

  it('takes nothing at a later visit where the history was gone: it is not to be known again', async () => {
    const page = await start()
    await page.look()
    for (const part of ['trust', 'checkpoint', 'bundle'] as const) page.server.silent.add(part)
    page.witness.contradicted(TICKET, REMEMBERED, null)
    await expect.poll(() => page.server.asked).toContain('bundle')
    const { look } = await next(page)
    expect(partsOf(await look())).toEqual({ trust: null, checkpoint: null, bundle: null })
  })

  it('takes none that the server shows beside a weaker contradiction', async () => {
    const { server, witness, look, shown } = await next(await left('bundle'))
    server.bundle = JSON.stringify({ ...JSON.parse(BUNDLE), events: parseBundle(BUNDLE).events.slice(0, 3) })
    witness.contradicted(TICKET, REMEMBERED, shownHead(3))
    await look()
    expect(partsOf(shown.alarms)).toMatchObject({ bundle: null })
  })

  it('keeps what another tab has had first', async () => {
    const page = await left('checkpoint')
    const [one, other] = [await next(page), await next(page)]
    const answers = other.server.hold('checkpoint')
    other.witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    await expect.poll(() => other.server.asked).toEqual(['checkpoint'])
    one.server.size = 4
    one.witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    const checkpoint = await one.server.log.checkpoint(4)
    await expect.poll(() => partsOf(one.shown.alarms)).toMatchObject({ checkpoint })
    answers()
    await other.witness.evidenceCollected()
    expect(partsOf(other.shown.alarms)).toMatchObject({ checkpoint })
  })
})

describe('evidence that the server doesn’t give', () => {
  it('is asked for once a visit, however often the contradiction is met', async () => {
    const { server, witness, look, shown } = await start()
    await look()
    server.bundle = null
    for (let times = 0; times < 5; times++) witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    await expect.poll(() => server.asked.filter(part => part === 'bundle')).toHaveLength(1)
    await witness.evidenceCollected()
    for (let times = 0; times < 5; times++) witness.contradicted(TICKET, REMEMBERED, shownHead(4))
    await witness.disproved({ aggregate: TICKET, text: '{}', genesisSeal: trust.genesisSeal, verdict }, 'It fails.', null)
    expect(server.asked.filter(part => part === 'bundle')).toHaveLength(1)
    server.bundle = BUNDLE
    await look()
    expect(server.asked.filter(part => part === 'bundle')).toHaveLength(2)
    expect(partsOf(shown.alarms.filter(({ kind }) => kind === 'head'))).toMatchObject({ bundle: BUNDLE })
  })
})

describe('evidence that is under way', () => {
  it('is collected once, and then again where more of the contradiction is shown meanwhile', async () => {
    const { server, witness, look, shown } = await start()
    await look()
    server.asked.length = 0
    server.bundle = 'of version 2'
    const answers = server.hold('bundle')
    witness.contradicted(TICKET, REMEMBERED, shownHead(2))
    await expect.poll(() => server.asked).toHaveLength(3)
    witness.contradicted(TICKET, REMEMBERED, shownHead(2))
    witness.contradicted(TICKET, REMEMBERED, shownHead(3))
    await expect.poll(() => shown.alarms[0]?.shown.head?.version).toBe(3)
    server.bundle = 'of version 3'
    expect(server.asked.filter(part => part === 'bundle')).toHaveLength(1)
    answers()
    await expect.poll(() => partsOf(shown.alarms)?.bundle).toBe('of version 3')
    expect(server.asked).toEqual(['trust', 'checkpoint', 'bundle', 'trust', 'bundle'])
  })
})

describe('evidence of another trust file', () => {
  it('is completed while that is shown, and not with a checkpoint of the log that has come back', async () => {
    const page = await start()
    await page.look()
    page.server.trust = { ...trust, genesisSeal: `${hash(2)}:0` }
    page.server.silent.add('checkpoint')
    void page.look()
    await expect.poll(() => page.shown.alarms).toHaveLength(1)
    const back = await next(page)
    expect(partsOf(await back.look())).toMatchObject({ checkpoint: null })
    back.server.trust = page.server.trust
    expect(partsOf(await back.look())).toMatchObject({ checkpoint: await back.server.log.checkpoint(5) })
  })
})
