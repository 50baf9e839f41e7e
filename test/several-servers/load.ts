import { randomUUID } from 'node:crypto'
import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import { type CommandOutcome, openWindow, type Window } from './window.ts'

/** How long it may take at most, once all faults are over, until every command is answered. */
const ANSWERED_MS = 120_000

export type LoadOptions = {
  readonly windows: number
  /** About how long each window waits after an answer, in milliseconds. */
  readonly pauseMs: number
  readonly tickets: number
  /** How many of them each window follows; different windows follow different ones. */
  readonly follows: number
  readonly random: () => number
}

export type Acknowledged = { readonly ticket: string; readonly version: number; readonly hash: string; readonly header: string }

/** People who work on the same tickets at once, each in windows of their own, through whatever server the load balancer gives them. */
export type Load = {
  readonly tickets: readonly string[]
  readonly windows: readonly Window[]
  readonly acknowledged: readonly Acknowledged[]
  /** By code, how often a command was refused. */
  readonly refused: Readonly<Record<string, number>>
  /** What people have said in comments: how often each sentence was sent, and how often its sending was answered as done. */
  readonly said: ReadonlyMap<string, boolean>
  /** Sends nothing new any more, and waits until everything is answered. */
  finish(): Promise<void>
  close(): void
}

export async function startLoad(cluster: Cluster, { windows: count, pauseMs, tickets: many, follows, random }: LoadOptions): Promise<Load> {
  const names = [...cluster.people.keys()]
  const people = [...cluster.people.values()]
  const cookies = await Promise.all(names.map(async name => (await cluster.signedIn(name)).cookie))
  const tickets = Array.from({ length: many }, () => randomUUID())
  const acknowledged: Acknowledged[] = []
  const refused: Record<string, number> = {}
  const said = new Map<string, boolean>()
  let isOver = false

  function note(ticket: string, outcome: CommandOutcome): void {
    if (!outcome.ok) {
      refused[outcome.error.code] = (refused[outcome.error.code] ?? 0) + 1
      return
    }
    const { version, hash, events } = outcome.answer
    acknowledged.push({ ticket, version, hash, header: events.at(-1)?.header ?? '' })
  }

  const any = <T>(of: readonly T[], otherwise: T): T => of[Math.floor(random() * of.length)] ?? otherwise

  function command(window: Window, ticket: string): Promise<CommandOutcome> {
    const { commands } = window
    const drawn = random()
    if (drawn < 0.35) return commands.ticket(ticket, 'assign_ticket', { assignee: any(people, '') })
    if (drawn < 0.5) return commands.ticket(ticket, 'solve_ticket', {})
    if (drawn < 0.6) return commands.ticket(ticket, 'reopen_ticket', {})
    if (drawn < 0.65) return commands.ticket(ticket, 'unassign_ticket', {})
    if (drawn < 0.75) return commands.ticket(ticket, 'add_label', { label: `label-${Math.floor(random() * 30)}` })
    if (drawn < 0.8) return commands.ticket(ticket, 'set_priority', { priority: any(['low', 'normal', 'high', 'urgent'] as const, 'low') })
    return comment(window, ticket)
  }

  async function comment({ commands }: Window, ticket: string): Promise<CommandOutcome> {
    const body = `Said once: ${randomUUID()}`
    said.set(body, false)
    const outcome = await commands.ticket(ticket, 'add_comment', { commentId: randomUUID(), body })
    if (outcome.ok) said.set(body, true)
    return outcome
  }

  async function work(window: Window): Promise<void> {
    while (!isOver) {
      const ticket = any(tickets, '')
      note(ticket, await command(window, ticket))
      if (!isOver) await pause(pauseMs * (0.5 + random()), undefined, { signal: over.signal }).catch(() => {})
    }
  }

  const over = new AbortController()
  setMaxListeners(0, over.signal)
  const windows = Array.from({ length: count }, (_, place) =>
    openWindow(cluster.url, cookies[place % cookies.length] ?? '', random, inTurn(tickets, place, follows)),
  )
  for (const [place, ticket] of tickets.entries()) {
    const window = windows[place % windows.length]
    if (window !== undefined)
      note(ticket, await window.commands.ticket(ticket, 'create_ticket', { title: 'Written while dying', body: '' }))
  }
  const working = Promise.all(windows.map(work))

  return {
    tickets,
    windows,
    acknowledged,
    refused,
    said,
    async finish() {
      isOver = true
      over.abort()
      const late = new AbortController()
      const pending = pause(ANSWERED_MS, undefined, { signal: late.signal }).then(() => {
        const stuck = windows.filter(({ commands }) => commands.pending.value.length > 0)
        const states = stuck.map(({ commands, connection }) => [connection.state.value, commands.pending.value])
        const logs = cluster.members.map(({ output }) => output().slice(-5000))
        throw new Error(`after ${ANSWERED_MS} ms these windows have no answer: ${JSON.stringify(states)}\n${logs.join('\n')}`)
      })
      await Promise.race([working, pending]).finally(() => late.abort())
    },
    close() {
      for (const window of windows) window.close()
    },
  }
}

function inTurn(tickets: readonly string[], from: number, count: number): readonly string[] {
  return Array.from({ length: Math.min(count, tickets.length) }, (_, n) => tickets[(from + n) % tickets.length] ?? '')
}
