import { describe, expect, it } from 'vitest'
import { getNextSnapshot } from 'xstate'
import { domainEvent } from '../../../core/aggregate/read.ts'
import { type AnchorCommand, anchorPayloads } from '../../../core/anchor/commands.ts'
import { anchorEvents } from '../../../core/anchor/events.ts'
import { type AnchorSnapshot, anchorMachine, anchorStateOf } from '../../../core/anchor/machine.ts'
import { ANCHOR_STATES } from '../../../core/anchor/row.ts'
import { branchesOf, branchesTaken, pathsOf } from '../aggregate/chart.ts'
import { Pair } from '../aggregate/model.ts'
import { admin } from '../aggregate/people.ts'
import { play, samplesFrom, start } from '../aggregate/subject.ts'
import { anchorModel } from './model.ts'
import { anchoring, blockA, blockB, final, hash, mined, prepare, published, rejected, reorganised } from './samples.ts'
import { anchorSubject, anchorView } from './subject.ts'

/** Each command by everybody whom its rules tell apart, for each of two transactions and one that is never prepared. */
const commands: readonly AnchorCommand[] = [
  ...[anchoring, admin].flatMap(by => [
    ...[1, 2].map(n => prepare(n, {}, by)),
    ...[1, 2, 9].flatMap(n => [
      published(n, by),
      rejected(n, {}, by),
      ...[blockA, blockB].flatMap(block => [mined(n, block, by), final(n, block, by), reorganised(n, block, by)]),
    ]),
  ]),
  prepare(3, { seal: `${hash('f')}:1` }),
  prepare(3, { sequence: 4 }),
]

/** What the rules tell apart: which transactions there are, which one counts, and the block that holds it. */
function key({ value, context: { transactions, txid, holding } }: AnchorSnapshot) {
  return [value, transactions.map(prepared => prepared.txid), txid, holding?.block]
}

const paths = pathsOf(anchorSubject, commands, key)
const standings = paths.map(path => play(anchorSubject, path).at(-1) ?? start(anchorSubject))
const snapshots = standings.map(({ snapshot }) => snapshot)
const events = samplesFrom(anchorSubject, standings, commands).map(event => domainEvent(anchorEvents, event))

describe('anchorMachine, on the shortest paths to all of its states', () => {
  it('answers every command in every state as the independent model does', () => {
    expect(paths.length).toBeGreaterThan(20)
    for (const path of paths) {
      const pair = new Pair(anchorSubject, anchorModel, anchorView)
      for (const command of path) pair.send(command)
      for (const command of commands) pair.ask(command)
    }
  })

  it('takes every branch of the chart', () => {
    expect([...branchesTaken(anchorMachine, snapshots, [...commands, ...events])].sort()).toEqual(branchesOf(anchorMachine).sort())
  })

  it('is asked every command, and told every event, in every state', () => {
    expect(new Set(snapshots.map(anchorStateOf))).toEqual(new Set(['absent', ...ANCHOR_STATES]))
    expect(new Set(commands.map(({ type }) => type))).toEqual(new Set(Object.keys(anchorPayloads)))
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(anchorEvents)))
  })

  it('takes every recorded event in every state, whatever the rules say today', () => {
    for (const snapshot of snapshots) {
      for (const event of events) {
        const next = getNextSnapshot(anchorMachine, snapshot, event)
        expect(next).toMatchObject({ status: 'active', context: { version: event.version } })
      }
    }
  })

  it('never has two transactions that may still be sent: another is prepared only when the one before was refused', () => {
    for (const snapshot of snapshots) {
      const decision = anchorSubject.decide(snapshot, prepare(3))
      expect(decision.type === 'accepted').toBe(['absent', 'rejected'].includes(anchorStateOf(snapshot)))
    }
  })

  it('changes nothing when a command is sent once more right after it was carried out', () => {
    for (const snapshot of snapshots) {
      for (const command of commands) {
        const decision = anchorSubject.decide(snapshot, command)
        if (decision.type === 'refused') continue
        const [step] = play({ ...anchorSubject, initial: snapshot }, [command])
        expect(step === undefined ? null : anchorSubject.decide(step.snapshot, command)).toMatchObject({
          refusal: { code: 'nothing_to_change' },
        })
      }
    }
  })
})
