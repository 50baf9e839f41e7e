import { afterEach, expect, it, vi } from 'vitest'
import { Session } from '../../../client/state/session.ts'
import { PROTOCOL } from '../../../core/protocol/messages.ts'
import { ORIGIN, startScriptedServer } from './scripted-server.ts'

const mira = { id: '00000000-0000-4000-8000-0000000000aa', name: 'mira', displayName: 'Mira', role: 'member' } as const
const helloTo = (me: typeof mira | null) => ({ protocol: PROTOCOL, serverTime: 0, origin: ORIGIN, me, limits: { openTickets: 3 } })

let close = async () => {}
afterEach(() => close())

/** Mira's page. `whileSigningOut`: what happens between asking for it and the answer. */
async function start(whileSigningOut: (session: Session) => void = () => {}) {
  const server = await startScriptedServer({ hello: helloTo(mira) })
  close = server.close
  const told: string[] = []
  const session: Session = new Session(
    server.connection,
    async () => {
      whileSigningOut(session)
      return new Response(null, { status: 204 })
    },
    reason => told.push(reason),
  )
  server.connection.connect()
  await vi.waitFor(() => expect(session.me.value).toEqual(mira))
  return { ...server, session, told }
}

it('who has signed out elsewhere, or whose session has ended otherwise, is a guest and is told why', async () => {
  const { session, told } = await start()
  session.ended('signed_out')
  expect([session.me.value, told]).toEqual([null, ['signed_out']])
})

it('who signs out here isn’t told, whether the server says it or not', async () => {
  const { session, told, script, connection } = await start(signingOut => signingOut.ended('signed_out'))
  script.hello = helloTo(null)
  expect(await session.signOut()).toEqual({ ok: true })
  await vi.waitFor(() => expect(connection.state.value).toMatchObject({ kind: 'online', hello: { me: null } }))
  expect([session.me.value, told]).toEqual([null, []])
})

it('who comes back after a while and isn’t signed in any more is told', async () => {
  const { session, told, script, dropAll } = await start()
  script.hello = helloTo(null)
  dropAll()
  await vi.waitFor(() => expect(session.me.value).toBeNull())
  expect(told).toEqual(['signed_out'])
})

it('a guest stays one without a word', async () => {
  const { session, told, script, connection, dropAll } = await start()
  script.hello = helloTo(null)
  await session.signOut()
  await vi.waitFor(() => expect(connection.state.value.kind).toBe('online'))
  const states: string[] = []
  connection.state.subscribe(() => states.push(connection.state.value.kind))
  dropAll()
  await vi.waitFor(() => expect(states).toEqual(['offline', 'online']))
  expect(told).toEqual([])
})
