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
    const refused = { kind: 'refused', text: 'Out of funds.', trouble: null, newest: null } as const
    expect(outcomeSentence({ ...refused, code: 'conflict' }, line)).toBe('Out of funds.')
    expect(outcomeSentence({ ...refused, code: 'anchoring_off' }, line)).toContain('This server doesn’t anchor')
    expect(outcomeSentence({ kind: 'none' }, line)).toBeNull()
  })

  it('points to the trouble where the page tells of it, instead of saying the same twice', () => {
    const refused = { kind: 'refused', code: 'conflict', text: 'The long text.', newest: 1 } as const
    const said = outcomeSentence({ ...refused, trouble: { code: 'out_of_funds', anchor: null } }, { items: [], due: true })
    expect(said).toBe('No anchor was made: see “Out of funds” below.')
  })
})
