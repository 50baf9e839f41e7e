import { copyFile } from 'node:fs/promises'
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
