import { describe, expect, it } from 'vitest'
import type { Alarm } from '../../../../client/proof/memory/records.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import { hash, LOG_SEED, SmallLog } from './log-at-two-times.ts'
import { RECORDS, start, TICKET, trust } from './started-witness.ts'

const head = (version: number, fill = version) => ({ version, hash: hash(fill), header: `header ${version}` })
function only(alarms: readonly Alarm[]): Alarm {
  const [alarm, ...more] = alarms
  if (alarm === undefined || more.length > 0) throw new Error(`there are ${alarms.length} alarms`)
  return alarm
}

describe('the witness of a log', () => {
  it('remembers trust file and checkpoint at the first visit, and goes along with a log that grows', async () => {
    const { server, seen, look } = await start()
    expect(await look()).toEqual([])
    expect((await seen.trust())?.what).toEqual(trust)
    server.size = 5
    expect(await look()).toEqual([])
    expect((await seen.checkpoint())?.what).toBe(await server.log.checkpoint(5))
  })

  it('raises an alarm at a smaller log, with both checkpoints, once, and again after a reload', async () => {
    const { server, tables, look } = await start()
    await look()
    const [before, now] = [await server.log.checkpoint(3), await server.log.checkpoint(2)]
    server.size = 2
    for (let times = 0; times < 2; times++)
      expect(await look()).toMatchObject([{ kind: 'checkpoint', remembered: { checkpoint: before, trust }, shown: { checkpoint: now } }])
    expect((await start(tables)).shown.alarms).toHaveLength(1)
  })

  it('raises an alarm where a log that was there is empty now', async () => {
    const { server, look } = await start()
    await look()
    server.size = 0
    expect(await look()).toMatchObject([{ kind: 'checkpoint', shown: { checkpoint: null } }])
  })

  it('raises an alarm at a log with another beginning, and keeps the checkpoint that it knows', async () => {
    const { server, seen, look } = await start()
    await look()
    const before = await server.log.checkpoint(3)
    server.log = await SmallLog.of(RECORDS.with(0, 'forged'))
    server.size = 5
    expect(await look()).toMatchObject([{ kind: 'checkpoint', remembered: { checkpoint: before } }])
    expect((await seen.checkpoint())?.what).toBe(before)
  })

  it('raises one alarm at another trust file, and compares no checkpoints of different logs', async () => {
    const { server, look } = await start()
    await look()
    server.trust = { ...trust, genesisSeal: `${hash(2)}:0` }
    server.size = 1
    const [alarm, ...others] = await look()
    expect(alarm).toMatchObject({ kind: 'trust', message: expect.stringContaining('another genesis seal'), shown: { trust: server.trust } })
    expect(others).toEqual([])
  })

  it('goes on with the same alarm while another log grows, with what contradicts the remembered one most clearly as evidence', async () => {
    const { server, seen, look } = await start()
    await look()
    const remembered = await seen.checkpoint()
    server.size = 1
    const first = only(await look())
    expect(first.message).toContain('smaller')
    const messages: string[] = []
    const evidence: (string | null)[] = []
    server.log = await SmallLog.of(RECORDS.with(0, 'forged'))
    for (const size of [2, 4, 5, 3, 5, 2]) {
      server.size = size
      const { key, at, remembered: before, shown, message } = only(await look())
      expect([key, at, before.checkpoint]).toEqual([first.key, first.at, remembered?.what])
      messages.push(message.replace(/.*(smaller|begin with|other entries).*/, '$1'))
      evidence.push(shown.checkpoint)
    }
    expect(messages).toEqual(['smaller', 'begin with', 'begin with', 'other entries', 'other entries', 'other entries'])
    expect(evidence).toEqual(await Promise.all([2, 4, 5, 3, 3, 3].map(size => server.log.checkpoint(size))))
  })

  it('tells another key from another log', async () => {
    const { server, look } = await start()
    await look()
    server.size = 2
    only(await look())
    server.seed = new Uint8Array(32).fill(9)
    expect((await look()).map(({ message }) => message)).toEqual([
      expect.stringContaining('smaller'),
      expect.stringContaining('isn’t signed by the log’s key'),
    ])
  })

  it('goes on with the same alarm while a shorter history grows, until another event stands where the remembered one stood', async () => {
    const { witness, shown, seen, look } = await start()
    await look()
    await seen.rememberHead(TICKET, head(4))
    const messages: string[] = []
    for (const now of [head(2), head(3), head(4, 9)]) {
      witness.contradicted(TICKET, head(4), now)
      await expect.poll(() => shown.alarms[0]?.shown.head).toEqual(now)
      messages.push(only(shown.alarms).message)
    }
    expect(messages).toEqual([
      'This browser has seen this ticket up to version 4. The server now shows it only up to version 2: the changes after that are gone.',
      'This browser has seen this ticket up to version 4. The server now shows it only up to version 3: the changes after that are gone.',
      'Version 4 of this ticket is another change now than the one that this browser has seen.',
    ])
  })

  it('shows an alarm no more that was put aside, however the other log goes on', async () => {
    const { server, witness, look } = await start()
    await look()
    server.size = 2
    await witness.putAside(await look(), 'Root looks into it')
    for (const size of [2, 1, 2]) {
      server.size = size
      expect(await look()).toEqual([])
    }
  })

  it('shows it again once what is shown is no older state of the log any more', async () => {
    const { server, witness, look } = await start()
    await look()
    server.size = 2
    await witness.putAside(await look(), 'An old backup')
    server.log = await SmallLog.of(RECORDS.with(0, 'forged'))
    server.size = 5
    await witness.putAside([only(await look())], 'Root looks into that')
    server.size = 3
    expect(only(await look()).shown.checkpoint).toBe(await server.log.checkpoint(3))
  })

  it('forgets nothing for an alarm that has become stronger since it was read', async () => {
    const { server, witness, seen, look } = await start()
    await look()
    server.size = 2
    const read = await look()
    server.log = await SmallLog.of(RECORDS.with(0, 'forged'))
    server.size = 3
    await look()
    const remembered = await seen.checkpoint()
    await witness.accept(read)
    expect(await seen.checkpoint()).toEqual(remembered)
    expect(only(await look()).message).toContain('with other entries')
  })

  it('hides no rewritten history behind a log that was put aside, and none at all behind another trust file or another key', async () => {
    const { server, witness, shown, seen, look } = await start()
    await look()
    server.trust = { ...trust, network: 'test' }
    await witness.putAside(await look(), 'The network was renamed')
    server.trust = trust
    server.seed = new Uint8Array(32).fill(9)
    await witness.putAside(await look(), 'A new key')
    await seen.rememberHead(TICKET, head(4))
    witness.contradicted(TICKET, head(4), head(2))
    await expect.poll(() => shown.alarms).toMatchObject([{ aggregate: TICKET, shown: { head: head(2) } }])
    await witness.putAside(shown.alarms, 'Root looks into it')
    server.seed = LOG_SEED
    server.size = 2
    await witness.putAside(await look(), 'An old backup')
    const other = { type: 'ticket', id: 'b' }
    for (const aggregate of [TICKET, other]) witness.contradicted(aggregate, head(4), head(4, 9))
    await expect.poll(() => shown.alarms.map(({ shown }) => shown.head)).toEqual([head(4, 9), head(4, 9)])
  })

  it('puts a history aside with the log that it went back with, and no other contradiction', async () => {
    const { server, witness, shown, seen, look } = await start()
    await look()
    server.size = 2
    await witness.putAside(await look(), 'Root looks into it')
    await seen.rememberHead(TICKET, head(4))
    witness.contradicted(TICKET, head(4), head(2))
    await expect.poll(async () => (await witness.alarmAbout(TICKET))?.dismissed?.why).toBe('Root looks into it')
    expect(shown.alarms).toEqual([])
    const verdict = verifyBundle('{}', trust)
    await witness.disproved({ aggregate: TICKET, text: '{}', genesisSeal: trust.genesisSeal, verdict }, 'It fails.', null)
    await witness.putAside([only(shown.alarms)], 'Root looks into that as well')

    // The log is what it was, and goes on: what contradicts it then has another cause.
    server.size = 5
    await look()
    const other = { type: 'ticket', id: 'b' }
    witness.contradicted(other, head(4), head(2))
    await expect.poll(() => shown.alarms.map(({ aggregate }) => aggregate)).toEqual([other])
  })

  it('takes what is shown now where that was accepted, of a whole log with all its histories', async () => {
    const { server, witness, seen, shown, look } = await start()
    await look()
    await seen.rememberHead(TICKET, head(4))
    server.size = 1
    await witness.accept(await look())
    expect(shown.alarms).toEqual([])
    expect(await look()).toEqual([])
    expect((await seen.checkpoint())?.what).toBe(await server.log.checkpoint(1))
    expect(await seen.head(TICKET)).toBeNull()
  })
})
