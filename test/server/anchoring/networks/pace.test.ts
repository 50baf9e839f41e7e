import { expect, it } from 'vitest'
import { createPace } from '../../../../server/anchoring/networks/pace.ts'
import { ManualTime } from '../../../support/manual-time.ts'

it('requests begin in order, with time between them, whether they succeed or not', async () => {
  const time = new ManualTime()
  const start = time.now()
  const pace = createPace(350, time.schedule)
  const begun: [string, number][] = []
  const request = (name: string) => async () => {
    begun.push([name, time.now() - start])
    if (name === 'a') throw new Error('no answer')
    return name
  }
  const answers = Promise.allSettled(['a', 'b', 'c'].map(name => pace(request(name))))
  await time.advance(0)
  await time.advance(1000)
  expect(begun).toEqual([
    ['a', 0],
    ['b', 350],
    ['c', 700],
  ])
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  await time.advance(1000)
  await pace(request('d'))
  expect(begun.at(-1)).toEqual(['d', 2000])
})

it('without an interval, requests begin at once', async () => {
  const pace = createPace(0, () => {
    throw new Error('nothing is waited for')
  })
  expect(await Promise.all([pace(async () => 1), pace(async () => 2)])).toEqual([1, 2])
})
