import { describe, expect, it } from 'vitest'
import { Alarms } from '../../../../client/proof/memory/alarms.ts'
import { MemoryTables } from '../../../../client/proof/memory/memory-tables.ts'
import { type Alarm, type Contradiction, NOTHING_SEEN } from '../../../../client/proof/memory/records.ts'
import { hash } from './log-at-two-times.ts'

const TICKET = { type: 'ticket', id: 'a' }
const side = (version: number) => ({ ...NOTHING_SEEN, head: { version, hash: hash(version), header: `header ${version}` } })
const shorter = (now: number): Contradiction => ({
  key: 'head ticket:a',
  kind: 'head',
  aggregate: TICKET,
  number: null,
  message: `now ${now}`,
  remembered: side(4),
  shown: side(now),
})

function start() {
  const tables = new MemoryTables()
  const clock = { now: 0 }
  const page = { shown: [] as readonly Alarm[] }
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
    await alarms.addShown('head ticket:a', { ...side(2), bundle: 'a bundle', begins: 'a seal', checkpoint: 'a checkpoint' })
    await alarms.raise(shorter(3))
    await alarms.addShown('head ticket:a', side(3))
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

  it('are raised where one that can’t be read, of another version of the page, lies in their place', async () => {
    const { tables, alarms, page } = start()
    await tables.update('alarms', 'head ticket:a', () => ({ key: 'head ticket:a', at: '', kind: 'past' }))
    await alarms.load()
    expect(page.shown).toEqual([])
    expect(await alarms.raise(shorter(2))).toBe(true)
    expect(page.shown).toHaveLength(1)
  })
})
