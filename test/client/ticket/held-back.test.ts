import { describe, expect, it } from 'vitest'
import { advance } from '../../../client/ticket/held-back.ts'

const others = (version: number) => ({ version, own: false })
const mine = (version: number) => ({ version, own: true })

describe('a conversation that grows while somebody reads', () => {
  it('shows everything when it is opened', () => {
    expect(advance(0, [others(1), others(2)], false)).toBe(2)
  })

  it('lets what others do wait', () => {
    expect(advance(2, [others(3), others(4)], false)).toBe(2)
  })

  it('grows where the reader is at the end', () => {
    expect(advance(2, [others(3)], true)).toBe(3)
  })

  it('shows what the reader did, and everything before it', () => {
    expect(advance(2, [others(3), mine(4), others(5)], false)).toBe(4)
  })

  it('never shows less than before', () => {
    expect(advance(5, [], false)).toBe(5)
    expect(advance(5, [others(3)], true)).toBe(5)
  })
})
