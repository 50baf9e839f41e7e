import { describe, expect, it } from 'vitest'
import { Alarms } from '../../../../client/proof/memory/alarms.ts'
import { MemoryTables } from '../../../../client/proof/memory/memory-tables.ts'
import { type Alarm, type Contradiction, NOTHING_SEEN } from '../../../../client/proof/memory/records.ts'
import { hash } from './log-at-two-times.ts'

const TICKET = { type: 'ticket', id: 'a' }
const side = (version: number) => ({ ...NOTHING_SEEN, head: { version, hash: hash(version), header: `header ${version}` } })
const shorter = (now: number) =>
  ({
    key: 'head ticket:a',
    kind: 'head',
    aggregate: TICKET,
    number: null,
    why: 'shorter',
    message: `now ${now}`,
    remembered: side(4),
    shown: side(now),
  }) satisfies Contradiction
const rewritten: Contradiction = {
  ...shorter(4),
  why: 'another_event',
  message: 'another 4',
  shown: { ...side(4), head: { version: 4, hash: hash(9), header: 'another header' } },
}
const failing = (bundle: number): Contradiction => ({
  ...shorter(4),
  key: `proof ticket:a ${bundle}`,
  kind: 'proof',
  why: null,
  shown: { ...side(4), bundle: `bundle ${bundle}` },
})

function start() {
  const tables = new MemoryTables()
  const clock = { now: 0 }
  const page: { shown: readonly Alarm[] } = { shown: [] }
  const alarms = new Alarms(
    tables,
    () => clock.now++,
    now => {
      page.shown = now
    },
  )
  return { tables, alarms, page }
}

describe('the alarms of a browser', () => {
  it('keep when a contradiction was met first, and what is shown last', async () => {
    const { alarms, page } = start()
    expect([await alarms.raise(shorter(2)), await alarms.raise(shorter(2)), await alarms.raise(shorter(3))]).toEqual([true, false, true])
    expect(page.shown).toMatchObject([
      { at: '1970-01-01T00:00:00.000Z', message: 'now 3', shown: { ...side(3), at: '1970-01-01T00:00:00.002Z' } },
    ])
  })

  it('keep evidence that can’t be had any more', async () => {
    const { alarms, page } = start()
    await alarms.raise(shorter(2))
    await alarms.addShown(shorter(2), { ...side(2), bundle: 'a bundle', begins: 'a seal', checkpoint: 'a checkpoint' })
    await alarms.raise(shorter(3))
    await alarms.addShown(shorter(3), side(3))
    expect(page.shown).toMatchObject([
      { shown: { head: { version: 3 }, bundle: 'a bundle', begins: 'a seal', checkpoint: 'a checkpoint' } },
    ])
  })

  it('stay aside while more of the same contradiction is shown, and are still found', async () => {
    const { alarms, page } = start()
    await alarms.raise(shorter(2))
    await alarms.putAside(page.shown, 'Root looks into it')
    await alarms.raise(shorter(3))
    expect(page.shown).toEqual([])
    expect(await alarms.about(TICKET)).toMatchObject({ message: 'now 3', dismissed: { why: 'Root looks into it' } })
    expect(await alarms.about({ type: 'ticket', id: 'b' })).toBeNull()
  })

  it('are shown again once a stronger contradiction is met, which no weaker one replaces', async () => {
    const { alarms, page } = start()
    await alarms.raise(shorter(2))
    await alarms.putAside(page.shown, 'Root looks into it')
    expect(await alarms.raise(rewritten)).toBe(true)
    expect(page.shown).toMatchObject([{ message: 'another 4', shown: { head: rewritten.shown.head }, dismissed: null }])
    expect(await alarms.raise(shorter(3))).toBe(false)
    await alarms.addShown(shorter(2), { ...side(2), bundle: 'of the shorter history' })
    expect(page.shown).toMatchObject([{ message: 'another 4', shown: { head: rewritten.shown.head, bundle: null } }])
    await alarms.putAside(page.shown, 'Root looks into that as well')
    await alarms.raise(rewritten)
    expect(page.shown).toEqual([])
  })

  it('stay where they became stronger since they were read: nothing is put aside, or taken as right, unseen', async () => {
    const { alarms, page } = start()
    await alarms.raise(shorter(2))
    const read = page.shown
    await alarms.raise(shorter(3))
    expect(await alarms.asRead(read)).toEqual(read)
    await alarms.raise(rewritten)
    expect(await alarms.asRead(read)).toEqual([])
    await alarms.putAside(read, 'An old backup')
    expect(page.shown).toMatchObject([{ message: 'another 4' }])
  })

  it('go, where they are too many, only after those that were put aside, and after proofs that fail', async () => {
    const { tables, alarms, page } = start()
    await alarms.raise(shorter(2))
    for (let bundle = 0; bundle < 60; bundle++) await alarms.raise(failing(bundle))
    await alarms.putAside(page.shown.slice(30), 'A server that is being mended')
    for (let bundle = 60; bundle < 130; bundle++) await alarms.raise(failing(bundle))
    expect(await tables.all('alarms')).toHaveLength(100)
    expect(page.shown.map(({ message }) => message)).toEqual(Array(100).fill('now 4').with(0, 'now 2'))
    await alarms.raise(failing(130))
    expect(page.shown).toHaveLength(100)
    expect(page.shown[0]?.message).toBe('now 2')
  })

  it('are raised where one that can’t be read, of another version of the page, lies in their place', async () => {
    const { tables, alarms, page } = start()
    await tables.update('alarms', 'head ticket:a', () => ({ key: 'head ticket:a', at: '', kind: 'past' }))
    await alarms.load()
    expect(page.shown).toEqual([])
    expect(await alarms.raise(shorter(2))).toBe(true)
    expect(page.shown).toHaveLength(1)
  })
})
