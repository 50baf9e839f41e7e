import { describe, expect, it } from 'vitest'
import { emptyList } from '../../../client/list/empty-list.ts'

describe('a list without rows', () => {
  const open = { sort: 'updated', state: 'open' } as const
  const nothing = { open: 0, solved: 0 }

  it('of a desk without any ticket says so, and what to do, in whichever state it looks', () => {
    for (const filter of [open, { ...open, state: 'solved' }, { sort: 'updated' }] as const)
      expect(emptyList(filter, nothing, false)).toMatchObject({ title: 'No tickets yet', hint: expect.stringContaining('New ticket') })
    expect(emptyList(open, nothing, true)).toMatchObject({ title: 'No tickets yet', hint: 'Sign in to write the first one.' })
  })

  it('says what it means where other tickets are there', () => {
    expect(emptyList(open, { open: 0, solved: 3 }, true).title).toBe('Everything is solved')
    expect(emptyList({ ...open, state: 'solved' }, { open: 3, solved: 0 }, true).title).toBe('Nothing is solved yet')
  })

  it('points to the filters where these leave everything out', () => {
    expect(emptyList({ ...open, label: 'ui' }, nothing, true).title).toBe('No ticket matches these filters')
  })
})
