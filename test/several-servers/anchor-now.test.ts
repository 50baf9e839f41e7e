import { expect, test } from 'vitest'
import { anchorNowAnswerSchema } from '../../core/protocol/anchoring.ts'
import { runCli } from '../support/server-process.ts'
import { startCluster } from './cluster.ts'
import { seriesOfClusters } from './setting.ts'
import { anchorsOf, expectOneLine, expectWhole, writeTicket } from './takeover.ts'

const t = seriesOfClusters()

test('an anchor is made for whoever asks for one, on whichever server, on the command line beside them, and without one that makes them', async () => {
  const cluster = t.keep(
    await startCluster({ servers: 3, inTurn: true, people: ['ada'], env: { EPOCH_SECONDS: '1', ANCHOR_SECONDS: '0' } }),
  )
  const clients = await Promise.all([0, 1, 2].map(place => cluster.signedIn('ada', place)))
  const [first, second] = clients
  if (first === undefined || second === undefined) throw new Error('there are three servers')
  const command = () => runCli(['anchor', 'now'], cluster.folder, { env: cluster.env })

  for (const [place, client] of clients.entries()) {
    await writeTicket(client)
    const { status, body } = await client.request('POST', '/api/anchors')
    expect([status, body]).toEqual([200, expect.anything()])
    expect(anchorNowAnswerSchema.parse(body)).toMatchObject({ outcome: 'new', anchor: { sequence: place + 1 } })
  }
  await writeTicket(second)
  expect(await command()).toMatchObject({ code: 0, stdout: expect.stringContaining('Anchor 4 is recorded') })
  expect(await command()).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing has changed since anchor 4.') })

  // The one that makes them dies: what is asked for meanwhile is made by the next one.
  await cluster.member(0).kill()
  await writeTicket(second)
  const { status, body } = await second.request('POST', '/api/anchors')
  expect(anchorNowAnswerSchema.parse(body)).toMatchObject({ outcome: 'new', anchor: { sequence: 5 } })
  expect(status).toBe(200)

  await expectOneLine(second)
  expect(await anchorsOf(second)).toHaveLength(5)
  expect(await cluster.stop()).toEqual([null, 0, 0])
  await expectWhole(cluster)
})
