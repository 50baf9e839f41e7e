import { describe, expect, it } from 'vitest'
import { outcomeNews, outcomeSentence } from '../../../client/anchors/outcome-words.ts'
import { anchorRow } from './anchor-rows.ts'

const made = { kind: 'made', anchor: anchorRow(7, { state: 'prepared' }) } as const
const current = { kind: 'current', newest: anchorRow(7) } as const

describe('what is said of an anchor that was asked for', () => {
  it('follows it from when it was made into its block, and then there is nothing more to say', () => {
    const said = (state: Parameters<typeof anchorRow>[1]) => outcomeSentence(made, { items: [anchorRow(7, state)], due: false })
    expect(outcomeSentence(made, { items: [], due: false })).toBe('Anchor 7 was made; its transaction is on its way.')
    expect(said({ state: 'prepared' })).toBe('Anchor 7 was made; its transaction is on its way.')
    expect(said({ state: 'published' })).toBe('The network has anchor 7; it waits for a block.')
    expect(said({ state: 'rejected' })).toBe('The network refused the transaction of anchor 7.')
    expect([said({ state: 'mined' }), said({ state: 'final' })]).toEqual([null, null])
  })

  it('is never nothing for who doesn’t see the line', () => {
    expect(outcomeNews(made)).toBe('Anchor 7 was made; its transaction is on its way.')
    expect(outcomeNews({ kind: 'made', anchor: anchorRow(7) })).toBe('Anchor 7 was made, and is in a block.')
    expect(outcomeNews(current)).toContain('Nothing has changed')
  })

  it('is that nothing was new, until something is', () => {
    expect(outcomeSentence(current, { items: [anchorRow(7)], due: false })).toContain('Nothing has changed')
    expect(outcomeSentence(current, { items: [anchorRow(7)], due: true })).toBeNull()
    expect(outcomeSentence(current, { items: [anchorRow(8), anchorRow(7)], due: false })).toBeNull()
    expect(outcomeSentence({ kind: 'current', newest: null }, { items: [], due: false })).toContain('Nothing has been recorded')
  })

  it('is why it was refused, in the words of the server, and where nothing is anchored in those of the button', () => {
    const line = { items: [], due: true }
    expect(outcomeSentence({ kind: 'refused', code: 'conflict', text: 'Out of funds.' }, line)).toBe('Out of funds.')
    expect(outcomeSentence({ kind: 'refused', code: 'anchoring_off', text: '' }, line)).toContain('This server doesn’t anchor')
    expect(outcomeSentence({ kind: 'none' }, line)).toBeNull()
  })
})
