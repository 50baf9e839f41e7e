import { randomUUID } from 'node:crypto'
import { io } from 'socket.io-client'
import { type CommandOutcome, Commands } from '../../client/state/commands.ts'
import { Connection } from '../../client/state/connection.ts'
import { parseHeader } from '../../core/events/header.ts'
import type { StoredEventMessage } from '../../core/protocol/messages.ts'

/** A browser window without the browser: the client's own connection and commands, and chains that it follows. */
export type Window = {
  readonly connection: Connection
  readonly commands: Commands
  readonly follows: readonly string[]
  /** Of a followed ticket, what the window has; version 0 before the first event. */
  head(ticket: string): { readonly version: number; readonly hash: string }
  /** What didn't follow what the window had: never to be. */
  readonly contradictions: readonly string[]
  close(): void
}

export type { CommandOutcome }

export function openWindow(url: string, cookie: string, random: () => number, tickets: readonly string[]): Window {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false, autoConnect: false, extraHeaders: { cookie } })
  const contradictions: string[] = []
  const schedule = (task: () => void, delay: number) => {
    const timer = setTimeout(task, delay)
    return () => clearTimeout(timer)
  }
  const connection = new Connection({
    socket,
    clientId: randomUUID(),
    now: Date.now,
    random,
    schedule,
    report: problem => void contradictions.push(problem),
    sessionEnded: ({ reason }) => void contradictions.push(`the session ended: ${reason}`),
  })
  const commands = new Commands(connection, schedule)
  const chains = new Map(tickets.map(ticket => [ticket, followChain(connection, ticket, text => void contradictions.push(text))]))
  connection.connect()
  return {
    connection,
    commands,
    follows: tickets,
    head: ticket => chains.get(ticket)?.() ?? { version: 0, hash: '' },
    contradictions,
    close: () => void socket.disconnect(),
  }
}

/**
 * Follows one chain as the pages do: pulls until it has caught up, takes what is pushed, and pulls what is missing in between. Only whether
 * each event follows the one before is looked at: hundreds of windows share a processor here, and the store's chains are checked in full.
 */
function followChain(connection: Connection, ticket: string, contradict: (text: string) => void): () => { version: number; hash: string } {
  const topic = `ticket:${ticket}`
  let head = { version: 0, hash: '' }
  let isPulling = false
  let again = false

  function take(event: StoredEventMessage): 'taken' | 'gap' {
    const { version, parent } = parseHeader(event.header)
    if (version <= head.version) return 'taken'
    if (version > head.version + 1) return 'gap'
    if (head.version > 0 && parent !== head.hash) contradict(`version ${version} of ${ticket} doesn’t follow what was shown before`)
    head = { version, hash: event.hash }
    return 'taken'
  }

  async function pull(): Promise<void> {
    again = true
    if (isPulling) return
    isPulling = true
    while (again) {
      again = false
      const result = await connection.sync({ topic, since: head.version, limit: 500 })
      if (!result.ok || result.value.kind !== 'chain') break
      for (const event of result.value.events) take(event)
      const newest = result.value.head
      if (newest !== null && newest.version === head.version && newest.hash !== head.hash) contradict(`${ticket} has two heads`)
      if (!result.value.caughtUp) again = true
    }
    isPulling = false
  }

  connection.listen(topic, {
    delta: delta => void (delta.kind === 'chain' && take(delta.event) === 'gap' && pull()),
    behind: () => void pull(),
    head: ({ head: { version } }) => void (version > head.version && pull()),
  })
  connection.whenOnline(() => void pull())
  return () => head
}
