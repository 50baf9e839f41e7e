import { afterEach, describe, expect, it, vi } from 'vitest'
import { Commands } from '../../../client/state/commands.ts'
import { type Script, startScriptedServer } from './scripted-server.ts'
import { created, TICKET, ticketChain } from './ticket-chain.ts'

const AWAY = { error: { code: 'store_unavailable', text: 'The store doesn’t answer.' } } as const

const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function start(script: Partial<Script> = {}) {
  const server = await startScriptedServer(script)
  ends.push(server.close)
  const states: string[] = []
  const { state } = server.connection
  state.subscribe(() => states.push(state.value.kind))
  const online = () => vi.waitFor(() => expect(state.value.kind).toBe('online'))
  return { ...server, states, state, online }
}

describe('The connection', () => {
  it('says hello and is online with the answer', async () => {
    const { connection, state, online } = await start()
    connection.connect()
    await online()
    expect(state.value).toMatchObject({ kind: 'online', hello: { origin: 'desk.test', me: null } })
  })

  it('says since when it is offline and when it tries again, and comes back by itself', async () => {
    const { connection, states, state, online, dropAll } = await start()
    connection.connect()
    await online()
    let offline: unknown
    state.subscribe(() => {
      if (state.value.kind === 'offline') offline = state.value
    })
    dropAll()
    await vi.waitFor(() => expect(states).toContain('offline'))
    expect(offline).toEqual({ kind: 'offline', since: expect.any(Number), retryAt: expect.any(Number), why: null })
    await online()
  })

  it('says that the server’s store doesn’t answer, and tries again: at hello, too, that is no refusal', async () => {
    const { connection, state } = await start({ hello: AWAY })
    connection.connect()
    await vi.waitFor(() => expect(state.value).toMatchObject({ kind: 'offline', retryAt: expect.any(Number), why: AWAY.error.text }))
  })

  it('says it as soon as the server ends the connection for it, and as long as servers answer', async () => {
    const { connection, state, online, push, script, dropAll } = await start()
    const said: (string | null)[] = []
    state.subscribe(() => state.value.kind === 'offline' && said.push(state.value.why))
    connection.connect()
    await online()
    const hello = script.hello
    script.hello = AWAY
    push('closing', { code: 'store_unavailable', text: AWAY.error.text })
    dropAll()
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(3))
    script.hello = hello
    await online()
    expect(new Set(said)).toEqual(new Set([AWAY.error.text]))
  })

  it('is offline without a word of the store where no server answers twice in a row', async () => {
    const { connection, state, close } = await start({ hello: AWAY })
    const said: (string | null)[] = []
    connection.connect()
    await vi.waitFor(() => expect(state.value).toMatchObject({ kind: 'offline', why: AWAY.error.text }))
    state.subscribe(() => state.value.kind === 'offline' && said.push(state.value.why))
    await close()
    connection.retry()
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(1))
    expect(said.slice(0, 2)).toEqual([AWAY.error.text, null])
  })

  it('a server that stops is no store that is away', async () => {
    const { connection, state, online, push, dropAll } = await start()
    connection.connect()
    await online()
    const said: (string | null)[] = []
    state.subscribe(() => state.value.kind === 'offline' && said.push(state.value.why))
    push('closing', { text: 'The server is stopping.' })
    dropAll()
    await vi.waitFor(() => expect(said).toEqual([null]))
    await online()
  })

  it('says why a server doesn’t talk to this page, and doesn’t insist', async () => {
    const { connection, state } = await start({ hello: { error: { code: 'protocol_mismatch', text: 'Reload it.' } } })
    connection.connect()
    await vi.waitFor(() => expect(state.value).toEqual({ kind: 'refused', code: 'protocol_mismatch', text: 'Reload it.' }))
  })

  it('reports a message that is not of the protocol, and gives it to nobody', async () => {
    const { connection, online, pushUnknown, push, problems } = await start()
    connection.connect()
    await online()
    const heard: string[] = []
    connection.listen('people', { behind: ({ topic }) => void heard.push(topic) })
    pushUnknown('behind', { topic: 7 })
    push('behind', { topic: 'people' })
    await vi.waitFor(() => expect(heard).toEqual(['people']))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain('behind')
  })

  it('answers at once that nothing was sent while it isn’t online', async () => {
    const { connection, syncs } = await start()
    expect(await connection.sync({ topic: 'people', since: null, limit: 1 })).toEqual({ ok: false, lost: true })
    expect(syncs).toEqual([])
  })
})

describe('A command', () => {
  const [event] = ticketChain([created])
  if (event === undefined) throw new Error('a chain of one event has one')
  const answer = { version: 1, hash: event.hash, events: [event] }
  const fast = (task: () => void) => void setTimeout(task)

  it('is sent again with the same id where the connection broke before the answer', async () => {
    const answers = [undefined, answer]
    const { connection, commands: sent, online } = await start({ command: () => answers.shift() })
    connection.connect()
    await online()
    const commands = new Commands(connection, fast)
    const outcome = await commands.ticket(TICKET, 'create_ticket', { title: 'Printer', body: '' })
    expect(outcome).toEqual({ ok: true, answer })
    expect(sent).toHaveLength(2)
    expect(sent[1]).toEqual(sent[0])
    expect(commands.pending.value).toEqual([])
  })

  it('is sent again with the same id where the store didn’t answer: it may be stored all the same', async () => {
    const answers = [AWAY, answer]
    const { connection, commands: sent, online, states } = await start({ command: () => answers.shift() })
    connection.connect()
    await online()
    const outcome = await new Commands(connection, fast).ticket(TICKET, 'create_ticket', { title: 'Printer', body: '' })
    expect(outcome).toEqual({ ok: true, answer })
    expect(sent[1]).toEqual(sent[0])
    expect(states).toContain('offline')
  })

  it('waits visibly while there is no connection, and goes when it is there', async () => {
    const { connection } = await start({ command: () => answer })
    const commands = new Commands(connection, fast)
    const outcome = commands.ticket(TICKET, 'create_ticket', { title: 'Printer', body: '' })
    await vi.waitFor(() => expect(commands.pending.value).toMatchObject([{ type: 'create_ticket', state: 'waiting' }]))
    connection.connect()
    expect(await outcome).toEqual({ ok: true, answer })
    expect(commands.pending.value).toEqual([])
  })

  it('gives its events to those who follow the ticket before it resolves', async () => {
    const { connection, online } = await start({ command: () => answer })
    connection.connect()
    await online()
    const heard: unknown[] = []
    connection.listen(`ticket:${TICKET}`, { delta: delta => void heard.push(delta.kind === 'chain' && delta.event) })
    await new Commands(connection, fast).ticket(TICKET, 'create_ticket', { title: 'Printer', body: '' })
    expect(heard).toEqual([event])
  })

  it('resolves with the refusal', async () => {
    const { connection, online } = await start({ command: () => ({ error: { code: 'not_found', text: 'There is no such ticket.' } }) })
    connection.connect()
    await online()
    const outcome = await new Commands(connection, fast).ticket(TICKET, 'solve_ticket', {})
    expect(outcome).toEqual({ ok: false, error: { code: 'not_found', text: 'There is no such ticket.' } })
  })
})
