import { describe, expect, it } from 'vitest'
import { getNextSnapshot } from 'xstate'
import { domainEvent } from '../../../core/aggregate/read.ts'
import { type TicketCommand, ticketPayloads } from '../../../core/ticket/commands.ts'
import { ticketEvents } from '../../../core/ticket/events.ts'
import { type TicketSnapshot, ticketMachine, ticketStateOf } from '../../../core/ticket/machine.ts'
import { branchesOf, branchesTaken, pathsOf } from '../aggregate/chart.ts'
import { Pair } from '../aggregate/model.ts'
import { admin, anna, ben, everybody, id, system } from '../aggregate/people.ts'
import { play, samplesFrom, start, timeOf } from '../aggregate/subject.ts'
import { ticketModel } from './model.ts'
import { ticketSubject, ticketView } from './subject.ts'

const imported = { author: id(3), at: timeOf(-1000) }
const comment = { commentId: id(501), body: 'one' }
const one = { title: 'one', body: 'one' }

/** Each command by everybody whom its rules tell apart, with payloads that meet and miss each rule. */
const commands: readonly TicketCommand[] = [
  { type: 'create_ticket', payload: one, by: anna, number: 7 },
  { type: 'create_ticket', payload: { ...one, imported }, by: anna, number: 7 },
  { type: 'create_ticket', payload: { ...one, imported }, by: system, number: 7 },
  { type: 'edit_ticket', payload: one, by: anna },
  { type: 'edit_ticket', payload: { title: 'two' }, by: ben },
  { type: 'assign_ticket', payload: { assignee: id(2) }, by: anna },
  { type: 'assign_ticket', payload: { assignee: id(3) }, by: anna },
  { type: 'unassign_ticket', payload: {}, by: anna },
  { type: 'solve_ticket', payload: {}, by: ben },
  { type: 'reopen_ticket', payload: {}, by: ben },
  { type: 'set_priority', payload: { priority: 'normal' }, by: anna },
  { type: 'set_priority', payload: { priority: 'high' }, by: anna },
  { type: 'add_label', payload: { label: 'vpn' }, by: anna },
  { type: 'remove_label', payload: { label: 'vpn' }, by: anna },
  { type: 'add_comment', payload: comment, by: ben },
  { type: 'add_comment', payload: { ...comment, imported }, by: anna },
  { type: 'add_comment', payload: { ...comment, imported }, by: system },
  ...everybody.flatMap((by): TicketCommand[] => [
    { type: 'edit_comment', payload: comment, by },
    { type: 'edit_comment', payload: { ...comment, body: 'two' }, by },
    { type: 'delete_comment', payload: { commentId: id(501) }, by },
    { type: 'erase_content', payload: { version: 1, reason: 'personal_data' }, by },
  ]),
  { type: 'erase_content', payload: { version: 99, reason: 'personal_data' }, by: admin },
]

/** What the rules tell apart in these commands' states: texts, yes; how many events it took, no. */
function key(snapshot: TicketSnapshot) {
  const { title, body, assignee, priority, labels, comments, contents } = snapshot.context
  const texts = [title, body].map(({ text, version }) => [text, version === 1])
  return [snapshot.value, texts, assignee, priority, labels, comments.map(c => [c.author, c.body.text, c.deleted]), contents.includes(1)]
}

const create: TicketCommand = { type: 'create_ticket', payload: one, by: anna, number: 7 }
const labels = Array.from({ length: 50 }, (_, i): TicketCommand => ({ type: 'add_label', payload: { label: `label-${i}` }, by: anna }))
/** A ticket with as many labels as fit is too far away to be found. */
const paths = [...pathsOf(ticketSubject, commands, key), [create, ...labels]]
const standings = paths.map(path => play(ticketSubject, path).at(-1) ?? start(ticketSubject))
const snapshots = standings.map(({ snapshot }) => snapshot)
const events = samplesFrom(ticketSubject, standings, commands).map(event => domainEvent(ticketEvents, event))

describe('ticketMachine, on the shortest paths to all of its states', () => {
  it('answers every command in every state as the independent model does', () => {
    expect(paths.length).toBeGreaterThan(500)
    for (const path of paths) {
      const pair = new Pair(ticketSubject, ticketModel, ticketView)
      for (const command of path) pair.send(command)
      for (const command of commands) pair.ask(command)
    }
  })

  it('takes every branch of the chart', () => {
    expect([...branchesTaken(ticketMachine, snapshots, [...commands, ...events])].sort()).toEqual(branchesOf(ticketMachine).sort())
  })

  it('is asked every command, and told every event, in every state', () => {
    expect(new Set(snapshots.map(ticketStateOf))).toEqual(new Set(['absent', 'open', 'solved']))
    expect(new Set(commands.map(({ type }) => type))).toEqual(new Set(Object.keys(ticketPayloads)))
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(Object.keys(ticketEvents)))
  })

  it('takes every recorded event in every state, whatever the rules say today', () => {
    for (const snapshot of snapshots) {
      for (const event of events) {
        const next = getNextSnapshot(ticketMachine, snapshot, event)
        expect(next).toMatchObject({ status: 'active', context: { version: event.version } })
      }
    }
  })
})
