import { describe, expect, it } from 'vitest'
import { addressOf, filterFromQuery, isNarrow, queryOfFilter, withChange } from '../../../client/list/filter-address.ts'
import { parseQuery } from '../../../core/protocol/topics.ts'

const MIRA = '00000000-0000-4000-8000-00000000000a'

describe('The filter in an address', () => {
  it('shows open tickets where nothing is said, and all of them on demand', () => {
    expect(filterFromQuery({})).toEqual({ state: 'open', sort: 'updated' })
    expect(filterFromQuery({ state: 'all' })).toEqual({ sort: 'updated' })
    expect(filterFromQuery({ state: 'solved' })).toEqual({ state: 'solved', sort: 'updated' })
  })

  it('leaves out what is wrong, and keeps the rest', () => {
    expect(filterFromQuery({ assignee: 'me?', label: 'bug', sort: 'sideways', colour: 'red' })).toEqual({
      state: 'open',
      label: 'bug',
      sort: 'updated',
    })
  })

  it.each([
    { state: 'open', sort: 'updated' },
    { sort: 'updated' },
    { state: 'solved', assignee: MIRA, label: 'bug', priority: 'high', text: 'two words & more', sort: 'oldest' },
    { sort: 'number', assignee: 'none' },
  ] as const)('comes back as it was: %j', filter => {
    expect(filterFromQuery(parseQuery(queryOfFilter(filter)))).toEqual(filter)
  })

  it('isn’t written where it is as usual', () => {
    expect(addressOf('/tickets', { state: 'open', sort: 'updated' })).toBe('/tickets')
    expect(addressOf('/tickets', { sort: 'updated' })).toBe('/tickets?state=all')
  })

  it('changes in one place', () => {
    const filter = withChange({ state: 'open', sort: 'updated' }, 'label', 'bug')
    expect(filter).toEqual({ state: 'open', sort: 'updated', label: 'bug' })
    expect(isNarrow(filter)).toBe(true)
    expect(isNarrow(withChange(filter, 'label', undefined))).toBe(false)
  })
})
