import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../core/events/canonical.ts'
import { ChainCheck, type ChainFailure, type ChainName, type CheckableEvent, checkChain } from '../../../core/events/chain.ts'
import { recordEvent } from '../../../core/events/event.ts'
import { genesisHash } from '../../../core/events/hash.ts'
import vectors from '../../vectors/events.json' with { type: 'json' }
import { anyChain } from './arbitraries.ts'

const vectorName = (aggregate = vectors.aggregate): ChainName => ({ origin: vectors.origin, aggregate })

describe('the shared vectors of chains', () => {
  it('are all here', () => {
    expect([vectors.events.length, vectors.valid.length, vectors.mutations.length]).toEqual([9, 6, 61])
  })

  it.each(vectors.valid)('accept: $name', ({ events, aggregate, head, states }) => {
    const content = states.map((state, index) => ({ version: index + 1, state }))
    expect(checkChain(events, vectorName(aggregate))).toEqual({ ok: true, head: { version: events.length, hash: head }, content })
    expect(follow(events, vectorName(aggregate))).toBeNull()
  })

  it.each(vectors.mutations)('refuse: $name', ({ events, check, rule, version, expected, actual }) => {
    const failure = failureOf(events, vectorName())
    expect(failure).toMatchObject({ check, rule, version, expected })
    // The reason why a text isn't well formed is our own; all other values are the format's.
    if (rule !== 'header' && rule !== 'canonical') expect(failure?.actual).toBe(String(actual))
    expect(follow(events, vectorName())).toEqual(failure)
  })
})

describe('an edit of a single character', () => {
  it('is found at its version, anywhere in the chain of the vectors', () => {
    for (const [index, event] of vectors.events.entries()) {
      for (const part of ['header', 'salt', 'content'] as const) {
        const text = event[part] ?? ''
        for (let at = 0; at < text.length; at++) {
          const edited = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)
          const events = vectors.events.with(index, { ...event, [part]: edited })
          expectFound(failureOf(events, vectorName()), part, index + 1)
        }
      }
    }
  })

  it('is found at its version in any chain whose hashes are stored', () => {
    fc.assert(
      fc.property(anyChain, anyEdit, ({ name, events }, edit) => {
        const edited = applyEdit(events, edit)
        if (edited === null) return
        expectFound(failureOf(edited.events, name), edited.part, edited.version)
      }),
      { numRuns: 500 },
    )
  })

  it('is found at the next version where no hashes are stored, and changes the head where there is none', () => {
    fc.assert(
      fc.property(anyChain, anyEdit, ({ name, events }, edit) => {
        const edited = applyEdit(events, edit)
        if (edited === null) return
        const isLastHeader = edited.part === 'header' && edited.version === events.length
        const result = checkChain(edited.events.map(withoutHash), name)
        if (result.ok) {
          expect(isLastHeader).toBe(true)
          expect(result.head.hash).not.toBe(events.at(-1)?.hash)
          return
        }
        expectFailure(result.failure)
        // An edited last event may no longer be the erasure that it was.
        if (isLastHeader && result.failure.rule === 'missing') return
        expect(edited.part === 'header' ? [edited.version, edited.version + 1] : [edited.version]).toContain(result.failure.version)
      }),
      { numRuns: 500 },
    )
  })
})

describe('checkChain', () => {
  it('accepts every chain that was recorded, and knows which content was erased', () => {
    fc.assert(
      fc.property(anyChain, ({ name, events }) => {
        const result = checkChain(events, name)
        const head = { version: events.length, hash: events.at(-1)?.hash }
        expect(result).toMatchObject({ ok: true, head })
        expect(result.ok && result.content.map(({ state }) => state)).toEqual(
          events.map(event => (event.content !== null ? 'present' : event.header.split('\n')[10] === '-' ? 'none' : 'erased')),
        )
      }),
    )
  })

  it('finds any event that is dropped, doubled or moved', () => {
    fc.assert(
      fc.property(anyChain, fc.nat(), fc.nat(), ({ name, events }, from, to) => {
        const i = from % events.length
        const event = events[i]
        if (event === undefined) return
        expect(failureOf(events.toSpliced(i, 0, event), name)).toMatchObject({ check: 'chain', rule: 'version', version: i + 2 })
        if (i < events.length - 1) {
          expect(failureOf(events.toSpliced(i, 1), name)).toMatchObject({ check: 'chain', rule: 'version', version: i + 1 })
        }
        const j = to % events.length
        if (j === i) return
        const moved = events.toSpliced(i, 1).toSpliced(j, 0, event)
        expect(failureOf(moved, name)).toMatchObject({ check: 'chain', rule: 'version', version: Math.min(i, j) + 1 })
      }),
    )
  })

  it('reports a broken header before a broken content that comes earlier', () => {
    const broken = vectors.events.map((event, index) =>
      index === 0 ? { ...event, content: '{}' } : index === 8 ? { ...event, header: '' } : event,
    )
    expect(failureOf(broken, vectorName())).toMatchObject({ check: 'chain', version: 9 })
    expect(follow(broken, vectorName())).toMatchObject({ check: 'content', version: 1 })
  })

  it.each<[string, JsonObject, boolean]>([
    ['the version and a reason', { version: 1, reason: 'asked' }, true],
    ['an empty reason', { version: 1, reason: '' }, false],
    ['a reason that is not text', { version: 1, reason: 1 }, false],
    ['no version', { reason: 'asked' }, false],
    ['the version as text', { version: '1', reason: 'asked' }, false],
    ['its own version', { version: 2, reason: 'asked' }, false],
  ])('takes an erasure with %s for what it is', (_name, facts, covers) => {
    const name = vectorName()
    const opened = recordEvent(firstDraft(name, { title: 'x' }), '00'.repeat(32))
    const erasure = { ...firstDraft(name, null), version: 2, parent: opened.hash, type: 'content_erased', facts }
    const events = [{ ...opened, salt: null, content: null }, recordEvent(erasure, null)]
    expect(failureOf(events, name)).toEqual(covers ? null : expect.objectContaining({ check: 'content', rule: 'missing', version: 1 }))
    expect(follow(events, name)).toEqual(failureOf(events, name))
  })

  it('finds a lone surrogate, although UTF-8 would write it as U+FFFD', () => {
    const name = vectorName()
    const event = recordEvent(firstDraft(name, { title: 'a\ufffdb' }), '00'.repeat(32))
    const forged = { ...event, content: '{"title":"a\ud800b"}' }
    expect(failureOf([forged], name)).toMatchObject({ check: 'content', rule: 'canonical', version: 1 })
  })
})

describe('ChainCheck', () => {
  it('agrees with checkChain on chains that were tampered with', () => {
    const anyTampering = fc.record({ edit: anyEdit, drop: fc.option(fc.nat(), { nil: null }), forget: fc.option(fc.nat(), { nil: null }) })
    fc.assert(
      fc.property(anyChain, anyTampering, ({ name, events }, { edit, drop, forget }) => {
        const edited: readonly CheckableEvent[] = applyEdit(events, edit)?.events ?? events
        const dropped = drop === null ? edited : edited.toSpliced(drop % edited.length, 1)
        const tampered = dropped.map((event, i) =>
          forget !== null && i === forget % dropped.length ? { ...event, salt: null, content: null } : event,
        )
        const whole = failureOf(tampered, name)
        const streamed = follow(tampered, name)
        if (whole?.check === 'chain' && streamed?.check === 'content') {
          expect(streamed.version).toBeLessThan(whole.version ?? 0)
        } else if (whole?.rule === 'missing' && streamed?.rule !== 'missing') {
          expect(streamed?.version).toBeGreaterThan(whole.version ?? 0)
        } else {
          expect(streamed).toEqual(whole)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('goes on after a head that was checked before', () => {
    fc.assert(
      fc.property(anyChain, fc.nat(), ({ name, events }, cut) => {
        const before = events[cut % events.length]
        const from = { version: (cut % events.length) + 1, hash: before?.hash ?? '' }
        const check = new ChainCheck({ ...name, from })
        for (const event of events.slice(from.version)) expect(check.add(event)).toBeNull()
        expect(check.finish()).toBeNull()
        expect(check.head).toEqual({ version: events.length, hash: events.at(-1)?.hash })
      }),
    )
  })

  it('refuses events that do not follow the head it goes on after', () => {
    const [, , third, fourth] = vectors.events
    if (third === undefined || fourth === undefined) throw new Error('the vectors have nine events')
    const check = new ChainCheck({ ...vectorName(), from: { version: 3, hash: '00'.repeat(32) } })
    expect(check.add(fourth)).toMatchObject({ check: 'chain', rule: 'parent', version: 4, expected: '00'.repeat(32), actual: third.hash })
  })

  it('keeps its head and its failure once something is wrong', () => {
    const [first, second, third] = vectors.events
    if (first === undefined || second === undefined || third === undefined) throw new Error('the vectors have nine events')
    const check = new ChainCheck(vectorName())
    check.add(first)
    const failure = check.add(third)
    expect(failure).toMatchObject({ rule: 'version', version: 2 })
    expect(check.add(second)).toEqual(failure)
    expect(check.finish()).toEqual(failure)
    expect(check.head).toEqual({ version: 1, hash: first.hash })
  })

  it('begins at the genesis hash', () => {
    const name = vectorName()
    const check = new ChainCheck(name)
    expect(check.head).toEqual({ version: 0, hash: genesisHash(name.origin, name.aggregate) })
    expect(check.finish()).toMatchObject({ rule: 'empty', version: null })
  })
})

const anyEdit = fc.record({
  event: fc.nat(),
  part: fc.constantFrom('header', 'salt', 'content'),
  at: fc.nat(),
  kind: fc.constantFrom('replace', 'insert', 'delete'),
  character: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
})
type Edit = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never
type Part = 'header' | 'salt' | 'content'

/** The chain with one character of one text replaced, inserted or deleted; `null` if that changes nothing. */
function applyEdit(events: readonly CheckableEvent[], { event: nth, part, at, kind, character }: Edit) {
  const index = nth % events.length
  const event = events[index]
  const text = event?.[part] ?? ''
  if (event === undefined || text === '') return null
  const start = at % text.length
  const edited = text.slice(0, start) + (kind === 'delete' ? '' : character) + text.slice(kind === 'insert' ? start : start + 1)
  if (edited === text) return null
  return { events: events.with(index, { ...event, [part]: edited }), part, version: index + 1 }
}

function expectFound(failure: ChainFailure | null, part: Part, version: number) {
  expect(failure).toMatchObject({ check: part === 'header' ? 'chain' : 'content', version })
  expectFailure(failure)
}

/** A failure shows two values that differ. */
function expectFailure(failure: ChainFailure | null) {
  expect(failure?.message).toMatch(/\.$/)
  expect(failure?.expected).not.toBe('')
  expect(failure?.actual).not.toBe(failure?.expected)
}

function failureOf(events: readonly CheckableEvent[], name: ChainName): ChainFailure | null {
  const result = checkChain(events, name)
  return result.ok ? null : result.failure
}

function follow(events: readonly CheckableEvent[], name: ChainName): ChainFailure | null {
  const check = new ChainCheck(name)
  for (const event of events) check.add(event)
  return check.finish()
}

function withoutHash({ header, salt, content }: CheckableEvent): CheckableEvent {
  return { header, salt, content }
}

function firstDraft(name: ChainName, content: JsonObject | null) {
  return {
    ...name,
    version: 1,
    parent: genesisHash(name.origin, name.aggregate),
    type: 'ticket_opened',
    recordedAt: '2026-11-23T09:02:17.290Z',
    actor: { type: 'system', id: 'mail' } as const,
    commandId: '0b4c5bbc-7f1a-43be-8759-5cbb5c6ccb48',
    facts: {},
    content,
    block: null,
  }
}
