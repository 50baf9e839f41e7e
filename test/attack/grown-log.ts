import { randomUUID } from 'node:crypto'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { type TrustFile, trustSchema } from '../../core/proof/bundle/trust.ts'
import { anchorsAnswerSchema } from '../../core/protocol/anchoring.ts'
import type { HttpClient } from '../support/http-client.ts'
import { startTestServer, type TestServer } from '../support/running-server.ts'
import { temporaryFolder } from '../support/server-process.ts'

const SOON = { timeout: 30_000, interval: 50 }

/** What people kept of the log at one moment, each file as the server gave it out. */
export type Kept = {
  readonly bundle: string
  readonly checkpoint: string
  /** The network's block headers, as somebody else than the operator knows them. */
  readonly headers: string
}

/**
 * A log that an honest server made on a network of its own, as its folder was at three moments: `begun`, before anything is anchored;
 * `first`, with one anchor; `second`, with two. An operator can take any of them and go on from there.
 */
export type GrownLog = {
  readonly begun: string
  readonly first: string
  readonly second: string
  readonly trust: TrustFile
  /** It has 4 versions at the first anchor and 6 at the second, the newest not covered by it. */
  readonly ticket: string
  /** Made before the first anchor too. */
  readonly other: string
  readonly kept: { readonly first: Kept; readonly second: Kept }
  remove(): Promise<void>
}

export const COMMENTS = ['The cellar is flooded.', 'The pump is on its way.', 'It is dry again.', 'The insurer was told.'] as const

/** A server on a folder, which stays when the server stops. */
export function serverOn(folder: string, env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  return startTestServer({
    STORE_URL: storeUrl(folder),
    ANCHOR_SECONDS: '0',
    EPOCH_SECONDS: '86400',
    DEV_BLOCK_SECONDS: '0',
    ...env,
  })
}

export function storeUrl(folder: string): string {
  return `sqlite:${join(folder, 'sealdesk.db')}`
}

export async function growLog(): Promise<GrownLog> {
  const home = await temporaryFolder()
  const moment = (name: string) => join(home.path, name)
  const [begun, first, second] = [moment('begun'), moment('first'), moment('second')]
  const [ticket, other] = [randomUUID(), randomUUID()]

  const beginning = await signedIn(begun, true)
  await beginning.create(ticket, 'Water in the cellar')
  await beginning.create(other, 'A loose stair')
  await beginning.comment(ticket, COMMENTS[0])
  await untilGenesis(beginning.server)
  // The first epoch comes by itself: then their numbers are the same in every run.
  await vi.waitFor(() => fetched(beginning.server, '/api/checkpoint'), SOON)
  await beginning.server.close()

  await cp(begun, first, { recursive: true })
  const early = await signedIn(first)
  await early.comment(ticket, COMMENTS[1])
  await early.comment(other, 'Which one?')
  await early.priority(ticket, 'high')
  await anchor(early)
  const trust = trustSchema.parse(JSON.parse(await fetched(early.server, '/api/trust')))
  const keptFirst = await keep(early.server, ticket)
  await early.server.close()

  await cp(first, second, { recursive: true })
  const late = await signedIn(second)
  await late.comment(ticket, COMMENTS[2])
  await anchor(late)
  await late.comment(ticket, COMMENTS[3])
  const keptSecond = await keep(late.server, ticket)
  await late.server.close()
  return { begun, first, second, trust, ticket, other, kept: { first: keptFirst, second: keptSecond }, remove: home.remove }
}

export async function fetched(server: TestServer, path: string): Promise<string> {
  const response = await fetch(server.address + path)
  expect(response.status, path).toBe(200)
  return response.text()
}

export async function keep(server: TestServer, ticket: string): Promise<Kept> {
  const bundle = await fetched(server, `/api/proofs/ticket/${ticket}`)
  return { bundle, checkpoint: await fetched(server, '/api/checkpoint'), headers: await fetched(server, '/api/headers') }
}

/** Somebody who works with the tickets of a running server. */
export type Worker = {
  readonly server: TestServer
  readonly client: HttpClient
  create(id: string, title: string): Promise<void>
  comment(ticket: string, body: string): Promise<void>
  priority(ticket: string, priority: string): Promise<void>
}

/** A server on this folder, and its administrator; `isNew`: who has to be added first. */
export async function signedIn(folder: string, isNew = false): Promise<Worker> {
  const server = await serverOn(folder)
  if (isNew) await server.addPerson('root', 'admin')
  const client = await server.signedIn('root')
  async function command(ticket: string, type: string, payload: unknown): Promise<void> {
    const { status, body } = await client.command('ticket', ticket, type, payload)
    expect(status, JSON.stringify(body)).toBe(200)
  }
  return {
    server,
    client,
    create: (id, title) => command(id, 'create_ticket', { title, body: '' }),
    comment: (ticket, body) => command(ticket, 'add_comment', { commentId: randomUUID(), body }),
    priority: (ticket, priority) => command(ticket, 'set_priority', { priority }),
  }
}

/** Anchors what there is; returns when the anchor is final. */
export async function anchor({ server, client }: Worker): Promise<void> {
  await untilGenesis(server)
  const { status, body } = await client.request('POST', '/api/anchors')
  expect(status, JSON.stringify(body)).toBe(200)
  await vi.waitFor(async () => expect((await anchors(server)).items[0]?.state).toBe('final'), SOON)
}

export async function anchors(server: TestServer) {
  return anchorsAnswerSchema.parse(JSON.parse(await fetched(server, '/api/anchors')))
}

async function untilGenesis(server: TestServer): Promise<void> {
  await vi.waitFor(async () => expect((await anchors(server)).status.genesisSeal).not.toBeNull(), SOON)
}
