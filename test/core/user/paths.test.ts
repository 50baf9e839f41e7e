import { describe, expect, it } from 'vitest'
import { getNextSnapshot } from 'xstate'
import { domainEvent } from '../../../core/aggregate/read.ts'
import { exchangePayloads, type UserCommand, userPayloads } from '../../../core/user/commands.ts'
import { userEvents } from '../../../core/user/events.ts'
import { type UserSnapshot, userMachine, userStateOf } from '../../../core/user/machine.ts'
import { branchesOf, branchesTaken, pathsOf } from '../aggregate/chart.ts'
import { Pair } from '../aggregate/model.ts'
import { admin, anna, annaAsAdmin, everybody, id, system } from '../aggregate/people.ts'
import { play, samplesFrom, start } from '../aggregate/subject.ts'
import { userModel } from './model.ts'
import { userSubject, userView } from './subject.ts'

const names = { name: 'anna', displayName: 'Anna' }

/** Each command by everybody whom its rules tell apart, with payloads that meet and miss each rule. */
const commands: readonly UserCommand[] = [
  ...[...everybody, annaAsAdmin].flatMap((by): UserCommand[] => [
    { type: 'create_user', payload: { ...names, role: 'member' }, by },
    { type: 'rename_user', payload: names, by },
    { type: 'rename_user', payload: { displayName: 'Anna B.' }, by },
    { type: 'disable_user', payload: {}, by },
    { type: 'enable_user', payload: {}, by },
    { type: 'set_role', payload: { role: 'admin' }, by },
    { type: 'set_role', payload: { role: 'member' }, by },
    { type: 'erase_content', payload: { version: 1, reason: 'personal_data' }, by },
  ]),
  { type: 'erase_content', payload: { version: 99, reason: 'personal_data' }, by: admin },
  ...[1, 2].flatMap(version =>
    [id(1001), id(1002)].flatMap((ticket): UserCommand[] => [
      { type: 'reserve_assignment', payload: { ticket, version, limit: 1 }, by: system },
      { type: 'release_assignment', payload: { ticket, version, reservation: null }, by: system },
      { type: 'release_assignment', payload: { ticket, version, reservation: 99 }, by: system },
    ]),
  ),
  { type: 'reserve_assignment', payload: { ticket: id(1001), version: 1, limit: 1 }, by: anna },
  { type: 'release_assignment', payload: { ticket: id(1001), version: 1, reservation: null }, by: admin },
]

/** What the rules tell apart in these commands' states: texts, yes; how many events it took, no. */
function key(snapshot: UserSnapshot) {
  const { name, displayName, role, contents } = snapshot.context
  const places = snapshot.context.places.map(({ ticket, version }) => [ticket, version])
  return [snapshot.value, [name, displayName].map(({ text, version }) => [text, version === 1]), role, places, contents.includes(1)]
}

const paths = pathsOf(userSubject, commands, key)
const standings = paths.map(path => play(userSubject, path).at(-1) ?? start(userSubject))
const snapshots = standings.map(({ snapshot }) => snapshot)
const events = samplesFrom(userSubject, standings, commands).map(event => domainEvent(userEvents, event))

describe('userMachine, on the shortest paths to all of its states', () => {
  it('answers every command in every state as the independent model does', () => {
    expect(paths.length).toBeGreaterThan(100)
    for (const path of paths) {
      const pair = new Pair(userSubject, userModel, userView)
      for (const command of path) pair.send(command)
      for (const command of commands) pair.ask(command)
    }
  })

  it('takes every branch of the chart', () => {
    const signals = [...commands.map(command => ({ ...command, user: anna.id })), ...events]
    expect([...branchesTaken(userMachine, snapshots, signals)].sort()).toEqual(branchesOf(userMachine).sort())
  })

  it('is asked every command, and told every event, in every state', () => {
    expect(new Set(snapshots.map(userStateOf))).toEqual(new Set(['absent', 'active', 'disabled']))
    expect(new Set(commands.map(({ type }) => type))).toEqual(new Set(Object.keys({ ...userPayloads, ...exchangePayloads })))
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(userEvents)))
  })

  it('takes every recorded event in every state, whatever the rules say today', () => {
    for (const snapshot of snapshots) {
      for (const event of events) {
        const next = getNextSnapshot(userMachine, snapshot, event)
        expect(next).toMatchObject({ status: 'active', context: { version: event.version } })
      }
    }
  })
})
