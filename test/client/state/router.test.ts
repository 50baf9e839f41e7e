import { describe, expect, it } from 'vitest'
import { route } from '../../../client/state/router.ts'

const at = (path: string) => route(new URL(path, 'http://desk.test'))

describe('An address', () => {
  it.each([
    ['/', 'tickets'],
    ['/tickets', 'tickets'],
    ['/tickets/', 'tickets'],
    ['/board', 'board'],
    ['/events', 'events'],
    ['/people', 'people'],
    ['/data', 'data'],
    ['/verify', 'verify'],
    ['/elsewhere', 'not-found'],
    ['/tickets/12/more', 'not-found'],
  ])('%s leads to %s', (path, page) => {
    expect(at(path).page).toBe(page)
  })

  it('names a ticket by number or id, and a version of it', () => {
    expect(at('/tickets/12').params).toMatchObject({ ref: '12' })
    expect(at('/tickets/12@7').params).toMatchObject({ ref: '12', version: '7' })
    expect(at('/tickets/00000000-0000-4000-8000-00000000007c').params).toMatchObject({ ref: '00000000-0000-4000-8000-00000000007c' })
  })

  it('carries query and fragment', () => {
    expect(at('/tickets?text=two%20words&label=bug#top')).toMatchObject({ query: { text: 'two words', label: 'bug' }, hash: 'top' })
  })
})
