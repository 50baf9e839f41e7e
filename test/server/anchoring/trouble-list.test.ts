import { describe, expect, it } from 'vitest'
import { type FoundTrouble, Troubles } from '../../../server/anchoring/troubles.ts'
import { ManualTime } from '../../support/manual-time.ts'

const found = (code: FoundTrouble['code'], anchor: string | null = null, retryAt: number | null = null): FoundTrouble => ({
  code,
  anchor,
  text: 'What is wrong.',
  next: 'What happens.',
  retryAt,
})

describe('the list of troubles', () => {
  it('keeps since when a trouble stands, while it is found again, and forgets it with the trouble', async () => {
    const time = new ManualTime()
    const troubles = new Troubles(time.now, [])
    const since = new Date(time.now()).toISOString()
    troubles.set('line', [found('out_of_funds')])
    await time.advance(5000)
    troubles.set('line', [found('out_of_funds', null, time.now() + 1000)])
    expect(troubles.list()).toMatchObject([{ since, retryAt: new Date(time.now() + 1000).toISOString() }])
    troubles.set('line', [])
    expect(troubles.list()).toEqual([])
    troubles.set('line', [found('out_of_funds')])
    expect(troubles.list()).toMatchObject([{ since: new Date(time.now()).toISOString() }])
  })

  it('takes over since when from whoever anchored before', () => {
    const time = new ManualTime()
    const { retryAt: _, ...rest } = found('no_answer', 'a')
    const troubles = new Troubles(time.now, [{ ...rest, since: '2026-01-01T00:00:00.000Z', retryAt: null }])
    expect(troubles.list()).toEqual([])
    troubles.set('a', [found('no_answer', 'a')])
    troubles.set('b', [found('no_answer', 'b')])
    expect(troubles.list().map(({ since }) => since)).toEqual(['2026-01-01T00:00:00.000Z', new Date(time.now()).toISOString()])
  })
})
