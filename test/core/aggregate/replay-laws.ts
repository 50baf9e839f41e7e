import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readEvent } from '../../../core/events/event.ts'
import { type AnyCommand, advance, play, replay, type Subject, start } from './subject.ts'

/** What must hold between a live rulebook and what is kept of it, whatever happened. Declares the tests. */
export function holdsReplayLaws<S, C extends AnyCommand>(subject: Subject<S, C>, anyCommands: fc.Arbitrary<C[]>): void {
  const law = (check: (commands: C[], place: number) => void) => fc.assert(fc.property(anyCommands, fc.nat(40), check), { numRuns: 200 })

  it('a replay of the stored chain gives the live state, also where contents have been erased', () => {
    law(commands => {
      for (const { snapshot, chain } of play(subject, commands)) {
        expect(subject.shown(replay(subject, chain))).toEqual(subject.shown(snapshot))
      }
    })
  })

  it('a live actor that is sent the chain comes to the same state', () => {
    law(commands => {
      const { snapshot, chain } = play(subject, commands).at(-1) ?? start(subject)
      expect(subject.shown(subject.live(chain))).toEqual(subject.shown(snapshot))
    })
  })

  it('a snapshot kept as text at any point, and the events after it as they are stored now, give the live state', () => {
    law((commands, place) => {
      const steps = play(subject, commands)
      const then = steps.at(place) ?? start(subject)
      const now = steps.at(-1) ?? start(subject)
      const revived = subject.revive(subject.persist(then.snapshot))
      expect(subject.shown(revived)).toEqual(subject.shown(then.snapshot))
      expect(subject.shown(replay(subject, now.chain.slice(then.chain.length), revived))).toEqual(subject.shown(now.snapshot))
    })
  })

  it('a revived snapshot answers every command as the live one', () => {
    law((commands, place) => {
      const { snapshot } = play(subject, commands).at(place) ?? start(subject)
      const revived = subject.revive(subject.persist(snapshot))
      for (const command of commands) expect(subject.decide(revived, command)).toEqual(subject.decide(snapshot, command))
    })
  })

  it('a chain that the rules of today would refuse is replayed all the same, twice to the same state', () => {
    fc.assert(
      fc.property(
        anyCommands.chain(commands => fc.shuffledSubarray([...(play(subject, commands).at(-1)?.chain ?? [])])),
        chain => {
          const last = chain.at(-1)
          const shown = subject.shown(replay(subject, chain))
          expect(subject.shown(replay(subject, chain))).toEqual(shown)
          if (last !== undefined) expect(shown.context).toMatchObject({ version: readEvent(last).header.version })
        },
      ),
    )
  })

  it('neither a decision nor an event changes what it is given', () => {
    law(commands => {
      let standing = start(subject)
      for (const command of commands) {
        deepFreeze(subject.shown(standing.snapshot).context)
        standing = advance(subject, standing, deepFreeze(command))
      }
    })
  })
}

/** Frozen to the bottom: in a module, a write to it is an error. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
