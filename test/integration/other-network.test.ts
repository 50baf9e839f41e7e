import { existsSync } from 'node:fs'
import { copyFile, rename } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DevNetwork } from '../../server/anchoring/networks/dev/dev-network.ts'
import { chainFile, running } from '../server/anchoring/networks/dev-networks.ts'
import { type AnchoredStore, copyOf, environmentOf, makeAnchoredStore, storeFile } from '../server/verification/anchored-store.ts'
import { HttpClient } from '../support/http-client.ts'
import { runCli, startServerProcess } from '../support/server-process.ts'

let made: AnchoredStore

beforeAll(async () => {
  made = await makeAnchoredStore()
})
afterAll(() => made.remove())

const servicesOf = ({ arcUrl, whatsOnChainUrl }: DevNetwork) => ({ ARC_URL: arcUrl, WHATSONCHAIN_URL: whatsOnChainUrl })

/** The command line on a store, with a development network that is a process of its own. */
function on(folder: string, dev: DevNetwork) {
  const env = { ...environmentOf(folder), ...servicesOf(dev) }
  return { env, sealdesk: (...args: string[]) => runCli(args, folder, { env }) }
}

test('on a network of a fresh file, anchor now ends with what is to be started, and verify-store finds that alone', async () => {
  const folder = await copyOf(made.folder)
  const { dev } = await running({ blockMs: 100, faucet: true })
  const { sealdesk } = on(folder, dev)
  const place = `The development network at ${new URL(dev.whatsOnChainUrl).host} is another one than this desk’s anchors are on`
  const anchored = await sealdesk('anchor', 'now')
  expect(anchored).toMatchObject({ code: 1, stdout: '' })
  expect(anchored.stderr).toContain(place)
  expect(anchored.stderr).toContain('Start “sealdesk dev-network” with the file of that network, or a copy of it')
  const checked = await sealdesk('verify-store')
  expect(checked.code).toBe(1)
  expect(checked.stdout).toContain('does not hold: 1 check failed.')
  expect(checked.stdout).toContain(`development network [network] ${place}`)
})

test('where the file of the network is gone, no other one is begun: a server serves, and says what to put back; then the line goes on', async () => {
  const folder = await copyOf(made.folder)
  const file = `${storeFile(folder)}.dev-chain`
  const aside = `${file}.aside`
  await rename(file, aside)
  const env = environmentOf(folder)
  const server = await startServerProcess(folder, env)
  try {
    const guest = new HttpClient(server.url)
    const troubles = async () => JSON.stringify((await guest.get('/api/anchors')).body)
    await expect.poll(troubles, { timeout: 30_000 }).toContain('"code":"other_network"')
    expect(await troubles()).toContain('Put sealdesk.db.dev-chain, or a copy of it, back beside the store')
    expect(await troubles()).not.toContain(folder)
    expect(await guest.get('/readyz')).toMatchObject({ status: 200 })
  } finally {
    await server.stop()
  }
  const refused = await runCli(['anchor', 'now'], folder, { env })
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('No other network was begun') })
  expect(existsSync(file)).toBe(false)
  await rename(aside, file)
  expect(await runCli(['anchor', 'now'], folder, { env })).toMatchObject({ code: 0 })
  expect(await runCli(['verify-store'], folder, { env })).toMatchObject({ code: 0 })
})

test('a server on a network of a fresh file says so on the page about anchors; on a copy of the right file the line goes on', async () => {
  const folder = await copyOf(made.folder)
  const { env } = on(folder, (await running({ blockMs: 100, faucet: true })).dev)
  const server = await startServerProcess(folder, env)
  try {
    const codes = async () => {
      const { body } = await new HttpClient(server.url).get('/api/anchors')
      return JSON.stringify(body).match(/"code":"[a-z_]+"/g) ?? []
    }
    await expect.poll(codes, { timeout: 30_000 }).toEqual(['"code":"other_network"'])
  } finally {
    await server.stop()
  }
  const file = await chainFile()
  await copyFile(`${storeFile(folder)}.dev-chain`, file)
  const { sealdesk } = on(folder, (await running({ file, blockMs: 100, faucet: true })).dev)
  expect(await sealdesk('anchor', 'now')).toMatchObject({ code: 0 })
  expect(await sealdesk('verify-store')).toMatchObject({ code: 0 })
})
