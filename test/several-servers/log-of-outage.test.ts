import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { oneCluster } from './setting.ts'

const t = oneCluster({ servers: 2, people: ['ada'] })

/** How long the database is away, while people go on. */
const AWAY_MS = 12_000
const WAIT = { timeout: 30_000, interval: 50 }

test('while the database is away, each server’s log says so once; one that is asked to stop does so at once; the other tells that it is back', async () => {
  const { database, member, signedIn } = t.cluster()
  const ada = [await signedIn('ada', 0), await signedIn('ada', 1)]
  const before = [member(0).output().length, member(1).output().length]
  const said = (place: number) => member(place).output().slice(before[place])
  const messages = (place: number) =>
    said(place)
      .split('\n')
      .filter(Boolean)
      .map(line => String(JSON.parse(line).msg))

  await database.kill()
  const isOver = pause(AWAY_MS).then(() => true)
  const refused: Promise<unknown>[] = []
  while (!(await Promise.race([isOver, pause(1000)])))
    for (const person of ada) refused.push(person.command('ticket', randomUUID(), 'create_ticket', { title: 'Too late', body: '' }))
  for (const answer of await Promise.all(refused)) expect(answer).toMatchObject({ status: 503 })
  for (const place of [0, 1]) {
    expect(messages(place)).toEqual([expect.stringContaining('the store doesn’t answer')])
    expect(Buffer.byteLength(said(place))).toBeLessThan(1000)
  }

  const asked = performance.now()
  expect(await member(0).stop()).toBe(0)
  // Who waits for the database takes longer than twenty seconds; the exact times are for the tests of server/outage.ts.
  expect(performance.now() - asked).toBeLessThan(10_000)
  expect(messages(0).slice(1)).toEqual([expect.stringContaining('stops without the store')])

  await database.restart()
  await expect.poll(() => messages(1), WAIT).toContain('the store answers again')
  expect(messages(1).slice(0, 2)).toEqual([expect.stringContaining('the store doesn’t answer'), 'the store answers again'])
})
