import { expect, test } from 'vitest'
import { Closers } from '../../server/closers.ts'

test('what was opened last is closed first, each once, and one that fails keeps none open', async () => {
  const closers = new Closers()
  const closed: string[] = []
  closers.add(async () => void closed.push('store'))
  closers.add(async () => {
    closed.push('network')
    throw new Error('it hung')
  })
  closers.add(async () => void closed.push('server'))
  await expect(closers.close()).rejects.toThrow('it hung')
  await closers.close()
  expect(closed).toEqual(['server', 'network', 'store'])
})
