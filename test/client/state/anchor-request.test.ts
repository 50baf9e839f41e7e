import { describe, expect, it } from 'vitest'
import type { Fetched } from '../../../client/pages/fetch-json.ts'
import { AnchorRequest } from '../../../client/state/anchor-request.ts'
import type { AnchorNowAnswer } from '../../../core/protocol/anchoring.ts'
import { anchorRow } from '../anchors/anchor-rows.ts'

/** A request, and the answers to give to what it asks. */
function start() {
  const answers: ((answer: Fetched<AnchorNowAnswer>) => void)[] = []
  const request = new AnchorRequest(() => new Promise(resolve => answers.push(resolve)))
  return { request, answers }
}

describe('asking for an anchor', () => {
  it('is done once at a time, whoever asks', async () => {
    const { request, answers } = start()
    const first = request.run()
    expect(request.outcome.value).toEqual({ kind: 'under_way' })
    expect(await request.run()).toBeNull()
    request.forget()
    expect(request.outcome.value).toEqual({ kind: 'under_way' })
    const anchor = anchorRow(3, { state: 'prepared' })
    answers[0]?.({ ok: true, value: { outcome: 'new', anchor } })
    expect(await first).toEqual({ kind: 'made', anchor })
    expect([request.outcome.value, answers.length]).toEqual([{ kind: 'made', anchor }, 1])
    request.forget()
    expect(request.outcome.value).toEqual({ kind: 'none' })
  })

  it('tells whether there was something to anchor, and why it was refused', async () => {
    const { request, answers } = start()
    const nothing = request.run()
    answers[0]?.({ ok: true, value: { outcome: 'current', anchor: null } })
    expect(await nothing).toEqual({ kind: 'current', newest: null })
    const refused = request.run()
    answers[1]?.({ ok: false, code: 'overloaded', text: 'Later.' })
    expect(await refused).toEqual({ kind: 'refused', code: 'overloaded', text: 'Later.' })
  })
})
