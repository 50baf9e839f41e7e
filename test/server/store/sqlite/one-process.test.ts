import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { grow, ticket } from '../../../contract/samples.ts'
import { startChild } from './child.ts'
import { openStore, refusal, tempFolder } from './temp-store.ts'

test('a file that is open in another process is refused, with what to do, until that process is gone, however it went', async () => {
  const file = join(await tempFolder(), 'store.db')
  const child = startChild('appending-child.ts', file)
  expect(await child.line()).toBe('open')
  const message = await refusal(file)
  expect(message).toContain(file)
  expect(message).toMatch(/open in another process.*Stop that one first, or give this one another STORE_URL/)
  await child.kill()
  const store = await openStore(file)
  await grow(store, ticket(1000))
})

test('a file that is open in this process is refused too, and the first store goes on', async () => {
  const file = join(await tempFolder(), 'store.db')
  const store = await openStore(file)
  await grow(store, ticket(1))
  expect(await refusal(file)).toMatch(/open in another process/)
  await grow(store, ticket(1))
  // Looking at the file must not have taken the first one's lock away.
  const child = startChild('opening-child.ts', file)
  expect(await child.line()).toMatch(/^refused .*open in another process/)
  await store.close()
  const again = await openStore(file)
  expect(await again.head(ticket(1))).toMatchObject({ version: 2 })
})

test('folders and files are made for their owner alone', async () => {
  const folder = join(await tempFolder(), 'deep', 'er')
  const store = await openStore(join(folder, 'store.db'))
  await grow(store, ticket(1))
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
  expect(await modeOf(folder)).toBe('700')
  for (const name of ['store.db', 'store.db-wal', 'store.db-shm', 'store.db-lock'])
    expect(await modeOf(join(folder, name)), name).toBe('600')
})

test('closing empties the journal and takes it away', async () => {
  const file = join(await tempFolder(), 'store.db')
  const store = await openStore(file)
  const appends = Array.from({ length: 20 }, (_, n) => grow(store, ticket(n)))
  await Promise.all(appends)
  await store.close()
  for (const name of ['-wal', '-shm']) await expect(stat(`${file}${name}`), name).rejects.toMatchObject({ code: 'ENOENT' })
})

test('closing finishes what was asked for before', async () => {
  const file = join(await tempFolder(), 'store.db')
  const store = await openStore(file)
  const numbers = Promise.all(Array.from({ length: 300 }, () => store.nextNumber()))
  await store.close()
  expect((await numbers).length).toBe(300)
  const again = await openStore(file)
  expect(await again.nextNumber()).toBe(301)
})
