import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseKnownHeaders } from '../../core/proof/bundle/known-headers.ts'
import { trustSchema } from '../../core/proof/bundle/trust.ts'
import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import { verifyBundle } from '../../core/proof/bundle/verify.ts'
import { openCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { verifyConsistency } from '../../core/proof/log/tree.ts'
import { anchorNowAnswerSchema, anchorsAnswerSchema } from '../../core/protocol/anchoring.ts'
import type { HttpClient } from '../support/http-client.ts'
import { startTestServer, type TestServer } from '../support/running-server.ts'

const QUICK = { ANCHOR_SECONDS: '0', EPOCH_SECONDS: '1', DEV_BLOCK_SECONDS: '0' }
const SOON = { timeout: 20_000, interval: 50 }

let server: TestServer
let admin: HttpClient
beforeEach(async () => {
  server = await startTestServer(QUICK)
  await server.addPerson('root', 'admin')
  admin = await server.signedIn('root')
})
afterEach(() => server.close())

async function text(path: string): Promise<string> {
  const response = await fetch(server.address + path)
  expect(response.status, path).toBe(200)
  return response.text()
}

const trust = async () => trustSchema.parse(JSON.parse(await text('/api/trust')))
const anchors = async () => anchorsAnswerSchema.parse(JSON.parse(await text('/api/anchors')))
const newestIs = (...states: string[]) =>
  expect.poll(async () => states.includes((await anchors()).items[0]?.state ?? 'none'), SOON).toBe(true)

async function createTicket(): Promise<string> {
  const id = randomUUID()
  expect((await admin.command('ticket', id, 'create_ticket', { title: 'The door is locked', body: 'Since Monday.' })).status).toBe(200)
  return id
}

async function comment(id: string): Promise<void> {
  expect((await admin.command('ticket', id, 'add_comment', { commentId: randomUUID(), body: 'Still.' })).status).toBe(200)
}

/** Anchors, also where the line hasn't begun yet. */
async function anchorNow() {
  await expect.poll(async () => (await anchors()).status.genesisSeal, SOON).not.toBeNull()
  const { status, body } = await admin.request('POST', '/api/anchors')
  expect(status, JSON.stringify(body)).toBe(200)
  return anchorNowAnswerSchema.parse(body)
}

async function verified(path: string, withHeaders = true, from = ''): Promise<Verdict> {
  const known = parseKnownHeaders(await text('/api/headers'))
  const trusted = from === '' ? await trust() : { ...(await trust()), genesisSeal: from }
  return verifyBundle(await text(path), trusted, withHeaders ? { knownHeaders: known } : {})
}

describe('a comment and anchor now', () => {
  it('are anchored within seconds, and the bundle verifies with the trust file', async () => {
    const id = await createTicket()
    await comment(id)
    const { outcome, anchor } = await anchorNow()
    expect(outcome).toBe('new')
    await newestIs('mined', 'final')
    const verdict = await verified(`/api/proofs/ticket/${id}`)
    expect(verdict.failed).toBeNull()
    expect(verdict).toMatchObject({ verdict: 'VALID', aggregate: { type: 'ticket', id }, header: 'known' })
    expect(verdict.ranges).toMatchObject([{ from: 1, to: 2, proven: 'anchored', anchor: anchor?.txid, heightKnown: true }])
    expect(verdict.ranges[0]?.notBefore?.time).not.toBeNull()
  })

  it('verify also before there is a block, between two anchors, and from a later seal', async () => {
    const id = await createTicket()
    await anchorNow()
    await newestIs('mined', 'final')
    await comment(id)
    expect((await verified(`/api/proofs/ticket/${id}`)).ranges).toMatchObject([
      { from: 1, to: 1, proven: 'anchored' },
      { from: 2, to: 2, proven: 'chained' },
    ])
    const second = await anchorNow()
    await newestIs('mined', 'final')
    const seal = second.anchor?.seal ?? ''
    expect((await anchors()).items.map(({ seal }) => seal)).toEqual([seal, (await trust()).genesisSeal])
    const whole = await verified(`/api/proofs/ticket/${id}`)
    const short = await verified(`/api/proofs/ticket/${id}?seal=${seal}`, true, seal)
    for (const verdict of [whole, short])
      expect(verdict.ranges).toMatchObject([{ from: 1, to: 2, proven: 'anchored', anchor: second.anchor?.txid }])
    expect((await text(`/api/proofs/ticket/${id}`)).length).toBeGreaterThan((await text(`/api/proofs/ticket/${id}?seal=${seal}`)).length)
    const either = JSON.parse(await text(`/api/proofs/ticket/${id}?seal=${seal}&seal=${(await trust()).genesisSeal}`))
    expect(either).toEqual(JSON.parse(await text(`/api/proofs/ticket/${id}?seal=${seal}`)))
    const unspent = `${second.anchor?.txid}:1`
    const signed = await verified(`/api/proofs/ticket/${id}?seal=${unspent}`, true, unspent)
    expect(signed.ranges).toMatchObject([{ from: 1, to: 2, proven: 'signed', anchor: null }])
  })

  it('prove people and anchors as well as tickets', async () => {
    await createTicket()
    const { anchor } = await anchorNow()
    await newestIs('mined', 'final')
    await createTicket()
    await anchorNow()
    await newestIs('mined', 'final')
    const users: unknown = (await admin.get('/api/users')).body
    const [, user = ''] = /"id":"([0-9a-f-]{36})"/.exec(JSON.stringify(users)) ?? []
    for (const path of [`/api/proofs/user/${user}`, `/api/proofs/anchor/${anchor?.id}`]) {
      expect(await verified(path)).toMatchObject({ verdict: 'VALID', failed: null })
    }
  })

  it('make no second anchor while nothing but the first has changed', async () => {
    await createTicket()
    const first = await anchorNow()
    await newestIs('final')
    expect(await anchorNow()).toMatchObject({ outcome: 'current', anchor: { id: first.anchor?.id } })
    expect((await anchors()).items).toHaveLength(1)
  })
})

describe('the log', () => {
  it('only grows: each checkpoint is consistent with those before', async () => {
    const { logKey } = await trust().catch(async () => {
      await createTicket()
      await anchorNow()
      return trust()
    })
    const id = await createTicket()
    const seen: ReturnType<typeof openCheckpoint>[] = []
    for (let round = 0; round < 4; round++) {
      await comment(id)
      await server.anchoring.epochs.makeNow()
      seen.push(openCheckpoint(await text('/api/checkpoint'), logKey))
    }
    for (const [i, first] of seen.entries()) {
      for (const second of seen.slice(i)) {
        const { path } = JSON.parse(await text(`/api/consistency?first=${first.size}&second=${second.size}`))
        expect(verifyConsistency(first.size, second.size, first.root, second.root, path)).toBe(true)
      }
    }
    expect(seen.map(({ size }) => size)).toEqual([...new Set(seen.map(({ size }) => size))])
  })

  it('is asked for what it has not with an error that says so', async () => {
    const wrong = (field: string) => ({ status: 422, body: { error: { code: 'malformed', field } } })
    expect(await admin.get('/api/consistency?first=1&second=999')).toMatchObject(wrong('second'))
    expect(await admin.get('/api/consistency?first=1&second=0')).toMatchObject(wrong('first'))
    expect(await admin.get('/api/consistency?first=1')).toMatchObject(wrong('second'))
    const id = await createTicket()
    await anchorNow()
    expect(await admin.get(`/api/proofs/ticket/${randomUUID()}`)).toMatchObject({ status: 404 })
    for (const query of ['seal=x', `seal=${'ab'.repeat(32)}:0&seal=x`])
      expect(await admin.get(`/api/proofs/ticket/${id}?${query}`)).toMatchObject({
        status: 422,
        body: { error: { code: 'malformed', field: 'seal' } },
      })
    expect(await admin.get(`/api/proofs/ticket/${id}?seal=${'ab'.repeat(32)}:0`)).toMatchObject({
      status: 404,
      body: { error: { field: 'seal' } },
    })
    expect(await server.guest().request('POST', '/api/anchors')).toMatchObject({ status: 401 })
  })
})

describe('with ANCHOR_NETWORK=none', () => {
  it('checkpoints are signed, and proofs say that nothing is anchored', async () => {
    await server.close()
    server = await startTestServer({ ...QUICK, ANCHOR_NETWORK: 'none' })
    await server.addPerson('root', 'admin')
    admin = await server.signedIn('root')
    const id = await createTicket()
    await server.anchoring.epochs.makeNow()
    expect(await text('/api/checkpoint')).toContain('\n— ')
    const off = { status: 409, body: { error: { code: 'anchoring_off' } } }
    expect(await admin.get('/api/trust')).toMatchObject(off)
    expect(await admin.get(`/api/proofs/ticket/${id}`)).toMatchObject(off)
    expect(await admin.request('POST', '/api/anchors')).toMatchObject(off)
    expect((await anchors()).status).toMatchObject({ network: 'none', genesisSeal: null, troubles: [] })
  })
})
