import { afterEach, describe, expect, it, vi } from 'vitest'
import { AnchorsFollower } from '../../../client/state/anchors-follower.ts'
import type { AnchorRow } from '../../../core/anchor/row.ts'
import type { AnchoringStatus } from '../../../core/protocol/anchoring.ts'
import type { Sync, SyncAnswer } from '../../../core/protocol/messages.ts'
import { anchorRow } from '../../contract/samples.ts'
import { STATUS } from '../../support/anchoring-status.ts'
import { startScriptedServer } from './scripted-server.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

/** Anchor `n` of the line at a version. */
const row = (n: number, version = 1, other: Partial<AnchorRow> = {}) => anchorRow(n, { version, ...other })

/** A follower whose server knows `line.all`, and gives out pages of two. */
async function follow(all: readonly AnchorRow[]) {
  const line = { all }
  const server = await startScriptedServer({ sync: message => page(message, line.all) })
  const follower = new AnchorsFollower(server.connection)
  ends.push(async () => {
    follower.stop()
    await server.close()
  })
  server.connection.connect()
  const shows = (...sequences: number[]) =>
    vi.waitFor(() => expect(follower.view.value.items.map(({ sequence }) => sequence)).toEqual(sequences))
  const push = (anchor: AnchorRow | null, status: AnchoringStatus | null = null) =>
    server.push('delta', { kind: 'anchors', topic: 'anchors', anchor, status })
  return { server, line, follower, shows, push }
}

function page({ since }: Sync, all: readonly AnchorRow[]): SyncAnswer {
  const newestFirst = [...all].sort((a, b) => b.sequence - a.sequence)
  const from = since === null ? 0 : Number(since)
  const next = from + 2 < newestFirst.length ? String(from + 2) : null
  return { kind: 'anchors', items: newestFirst.slice(from, from + 2), next, status: STATUS }
}

describe('The followed line of anchors', () => {
  it('shows the newest and how anchoring stands, and appends older ones when asked', async () => {
    const { follower, shows } = await follow([row(1), row(2), row(3)])
    await shows(3, 2)
    expect(follower.view.value).toMatchObject({ status: { kind: 'live' }, anchoring: STATUS, more: true })
    await follower.loadMore()
    await shows(3, 2, 1)
    expect(follower.view.value.more).toBe(false)
  })

  it('takes new anchors in front, and changed ones in their place', async () => {
    const { follower, shows, push } = await follow([row(1), row(2)])
    await shows(2, 1)
    push(row(3))
    await shows(3, 2, 1)
    push(row(2, 2, { state: 'published' }))
    await vi.waitFor(() => expect(follower.view.value.items[1]?.state).toBe('published'))
    await shows(3, 2, 1)
  })

  it('takes a status without an anchor, and an anchor without a status', async () => {
    const { follower, shows, push } = await follow([row(1)])
    await shows(1)
    push(null, { ...STATUS, due: true })
    await vi.waitFor(() => expect(follower.view.value.anchoring?.due).toBe(true))
    push(row(2))
    await shows(2, 1)
    expect(follower.view.value.anchoring?.due).toBe(true)
  })

  it('ignores what is older than what it shows', async () => {
    const { follower, shows, push } = await follow([row(1, 3, { state: 'mined' })])
    await shows(1)
    push(row(1, 2, { state: 'published' }))
    push(row(2))
    await shows(2, 1)
    expect(follower.view.value.items[1]?.state).toBe('mined')
  })

  it('leaves a changed anchor to its page where that isn’t loaded yet, so that the line has no hole', async () => {
    const { follower, shows, push } = await follow([row(1), row(2), row(3), row(4)])
    await shows(4, 3)
    push(row(1, 2, { state: 'published' }))
    push(row(5))
    await shows(5, 4, 3)
    expect(follower.view.value.more).toBe(true)
  })

  it('begins anew after the connection was away, and when it has fallen behind', async () => {
    const { server, line, shows } = await follow([row(1)])
    await shows(1)
    line.all = [row(1), row(2)]
    server.dropAll()
    await shows(2, 1)
    line.all = [row(1), row(2), row(3)]
    server.push('behind', { topic: 'anchors' })
    await shows(3, 2)
  })

  it('says why where the server doesn’t give it', async () => {
    const server = await startScriptedServer()
    const follower = new AnchorsFollower(server.connection)
    ends.push(async () => {
      follower.stop()
      await server.close()
    })
    server.connection.connect()
    await vi.waitFor(() => expect(follower.view.value.status).toEqual({ kind: 'failed', text: 'There is no such thing.' }))
  })

  it('gives the topic up when it is stopped', async () => {
    const { server, follower, shows } = await follow([row(1)])
    await shows(1)
    follower.stop()
    await vi.waitFor(() => expect(server.unsyncs).toEqual(['anchors']))
  })
})
