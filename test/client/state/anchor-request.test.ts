import { describe, expect, it } from 'vitest'
import type { Fetched } from '../../../client/pages/fetch-json.ts'
import { AnchorRequest, type LineInSight } from '../../../client/state/anchor-request.ts'
import type { AnchorNowAnswer, Trouble } from '../../../core/protocol/anchoring.ts'
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
    expect(await refused).toMatchObject({ kind: 'refused', code: 'overloaded', text: 'Later.' })
  })
})

describe('a refusal, as long as the line is in sight', () => {
  const trouble = (code: Trouble['code'], text = 'Something is wrong.'): Trouble => ({
    code,
    anchor: null,
    text,
    next: 'It is tried again.',
    since: '2026-11-23T09:00:00.000Z',
    retryAt: null,
  })

  /** What is left of a refusal after each look at the line. */
  async function looks(refused: { code: 'other_network' | 'overloaded'; text: string }, lines: readonly LineInSight[]) {
    const { request, answers } = start()
    const asked = request.run()
    answers[0]?.({ ok: false, ...refused })
    await asked
    return lines.map(line => {
      request.look(line)
      const { value } = request.outcome
      return value.kind === 'refused' ? (value.trouble?.code ?? 'refused') : value.kind
    })
  }

  it('belongs to the trouble of its code, and goes with it', async () => {
    const lines = [
      { newest: 2, troubles: [] },
      { newest: 2, troubles: [trouble('out_of_funds'), trouble('other_network')] },
      { newest: 2, troubles: [trouble('other_network', 'It is worse.')] },
      { newest: 2, troubles: [trouble('out_of_funds')] },
    ]
    expect(await looks({ code: 'other_network', text: '' }, lines)).toEqual(['refused', 'other_network', 'other_network', 'none'])
  })

  it('belongs to the trouble whose words it has, and goes with it', async () => {
    const lines = [
      { newest: 0, troubles: [trouble('network_unavailable')] },
      { newest: 0, troubles: [] },
    ]
    expect(await looks({ code: 'overloaded', text: 'Something is wrong. It is tried again.' }, lines)).toEqual([
      'network_unavailable',
      'none',
    ])
  })

  it('goes when a newer anchor comes than was there first, and not before', async () => {
    const line = (newest: number) => ({ newest, troubles: [] })
    expect(await looks({ code: 'overloaded', text: 'Later.' }, [line(2), line(2), line(3)])).toEqual(['refused', 'refused', 'none'])
  })
})
