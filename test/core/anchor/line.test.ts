import { describe, expect, it } from 'vitest'
import type { AnchorCommand } from '../../../core/anchor/commands.ts'
import { anchorRowOf } from '../../../core/anchor/view.ts'
import { play, start } from '../aggregate/subject.ts'
import { blockA, blockB, final, mined, prepare, published, rejected, reorganised, txid } from './samples.ts'
import { ANCHOR, anchorSubject } from './subject.ts'

/** The answers to the commands, `ok` or the code, and the row in the end. */
function lineAfter(...commands: AnchorCommand[]) {
  const steps = play(anchorSubject, commands)
  const answers = steps.map(({ decision }) => (decision.type === 'accepted' ? 'ok' : decision.refusal.code))
  return { answers, row: anchorRowOf(ANCHOR, (steps.at(-1) ?? start(anchorSubject)).snapshot) }
}

describe('an anchor', () => {
  it('is no row before its first transaction', () => {
    expect(lineAfter().row).toBeNull()
  })

  it('goes from prepared to final', () => {
    const { answers, row } = lineAfter(prepare(1), published(1), mined(1), final(1))
    expect(answers).toEqual(['ok', 'ok', 'ok', 'ok'])
    expect(row).toMatchObject({ state: 'final', txid: txid(1), ...blockA, attempts: 1, version: 4 })
    expect([row?.preparedAt, row?.publishedAt, row?.minedAt, row?.finalAt]).toEqual([1, 2, 3, 4].map(m => `2026-01-01T00:0${m}:00.000Z`))
  })

  it('is published again when its block is gone, also long after it was final, and mined again in another', () => {
    const gone = lineAfter(prepare(1), published(1), mined(1), final(1), reorganised(1))
    expect(gone.row).toMatchObject({ state: 'published', txid: txid(1), block: null, path: null, minedAt: null, finalAt: null })
    const again = lineAfter(prepare(1), published(1), mined(1), reorganised(1), mined(1, blockB), final(1), final(1, blockB))
    expect(again.answers.slice(3)).toEqual(['ok', 'ok', 'not_in_this_state', 'ok'])
    expect(again.row).toMatchObject({ state: 'final', ...blockB })
  })

  it('is never in two blocks: the first must be recorded as gone', () => {
    expect(lineAfter(prepare(1), mined(1), mined(1, blockB)).answers.at(-1)).toBe('not_in_this_state')
  })

  it('takes another transaction for the same seal when the one before was refused, and shows that one', () => {
    const { answers, row } = lineAfter(prepare(1), rejected(1), prepare(2))
    expect(answers).toEqual(['ok', 'ok', 'ok'])
    expect(row).toMatchObject({ state: 'prepared', txid: txid(2), transaction: '02', size: 12, attempts: 2, reason: null })
  })

  it('shows why it was refused, and no longer when the network has taken it after all', () => {
    expect(lineAfter(prepare(1), rejected(1)).row).toMatchObject({ state: 'rejected', reason: 'fee_too_low' })
    expect(lineAfter(prepare(1), rejected(1), published(1)).row).toMatchObject({ state: 'published', reason: null })
  })

  it('shows the older transaction with its own bytes where that one is mined', () => {
    const { answers, row } = lineAfter(prepare(1), rejected(1), prepare(2), published(2), mined(1))
    expect(answers.at(-1)).toBe('ok')
    expect(row).toMatchObject({ state: 'mined', txid: txid(1), transaction: '01', size: 11, value: 8999, attempts: 2 })
  })

  it('doesn’t mind late news about a transaction that was given up', () => {
    const { answers } = lineAfter(prepare(1), rejected(1), prepare(2), rejected(1), published(2), rejected(1))
    expect(answers).toEqual(['ok', 'ok', 'ok', 'nothing_to_change', 'ok', 'nothing_to_change'])
  })

  it('records a refusal whatever the network says with it', () => {
    const [, step] = play(anchorSubject, [prepare(1), rejected(1, { detail: `a\0\ud800${'b'.repeat(200_000)}` })])
    expect(step?.decision.type).toBe('accepted')
    expect(step?.snapshot.context.rejection?.detail).toMatch(/^a\ufffd\ufffdb{997}$/)
  })
})
