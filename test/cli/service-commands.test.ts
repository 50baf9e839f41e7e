import { createServer } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { runDevNetwork } from '../../cli/commands/dev-network.ts'
import { runHealth } from '../../cli/commands/health.ts'
import { networkAt } from '../../server/anchoring/networks/real-network.ts'
import { timerSchedule } from '../../server/anchoring/schedule.ts'
import { payerAddress } from '../server/anchoring/networks/payments.ts'
import { temporaryFolder } from '../support/server-process.ts'
import { keptTerminal } from './kept-terminal.ts'

async function healthOf(status: number, body: object, afterMs = 0): Promise<{ code: number; output: string; errors: string }> {
  const server = createServer(async (request, response) => {
    await pause(afterMs)
    response.writeHead(request.url === '/readyz' ? status : 404, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  // Listening everywhere is asked about on this machine.
  const kept = keptTerminal({ PORT: String(address.port), HOST: '0.0.0.0' })
  const code = await runHealth({ operands: [], options: {} }, kept.terminal)
  await new Promise(resolve => server.close(resolve))
  return { code, output: kept.output(), errors: kept.errors() }
}

test('health ends with 0 where the server is ready', async () => {
  const { code, output } = await healthOf(200, { status: 'ready' })
  expect([code, output]).toEqual([0, expect.stringMatching(/^The server at http:\/\/127\.0\.0\.1:\d+\/readyz is ready\.\n$/)])
})

test.each([
  [true, true, 'It makes epochs and anchors, and writes the lists.'],
  [true, false, 'It makes epochs and anchors; another server writes the lists.'],
  [false, true, 'It writes the lists; another server makes epochs and anchors.'],
  [false, false, 'Another server makes epochs and anchors, and writes the lists.'],
])('health tells what of several servers this one does (anchors: %s, lists: %s)', async (anchors, lists, sentence) => {
  const { output } = await healthOf(200, { status: 'ready', leases: { anchors, lists } })
  expect(output).toContain(`is ready. ${sentence}\n`)
})

test('health says why the server isn’t ready, and ends with 1', async () => {
  const { code, errors } = await healthOf(503, { error: { code: 'store_unavailable', text: 'The store can’t be reached.' } })
  expect([code, errors]).toEqual([1, expect.stringContaining('is not ready: The store can’t be reached.')])
})

test('health waits for a server that waits five seconds for its store before it says why it isn’t ready', async () => {
  const { code, errors } = await healthOf(503, { error: { code: 'store_unavailable', text: 'The store can’t be reached.' } }, 5200)
  expect([code, errors]).toEqual([1, expect.stringContaining('is not ready: The store can’t be reached.')])
})

test('health ends with 1 where nobody answers', async () => {
  const kept = keptTerminal({ PORT: '1' })
  expect(await runHealth({ operands: [], options: {} }, kept.terminal)).toBe(1)
  expect(kept.errors()).toContain('nobody answers there')
})

test('dev-network serves until it is asked to stop, pays who asks, and goes on with its blocks the next time', async () => {
  const folder = await temporaryFolder()
  onTestFinished(() => folder.remove())
  const file = join(folder.path, 'new/blocks')

  async function once<T>(use: (chain: ReturnType<typeof networkAt>['chain']) => Promise<T>): Promise<T> {
    const kept = keptTerminal()
    const running = runDevNetwork({ operands: [file], options: { port: '0' } }, kept.terminal)
    await expect.poll(kept.output).toContain('WHATSONCHAIN_URL=')
    const [, arcUrl = '', whatsOnChainUrl = ''] = /ARC_URL=(\S+) WHATSONCHAIN_URL=(\S+)/.exec(kept.output()) ?? []
    const services = { arcUrl, arcApiKey: null, whatsOnChainUrl, whatsOnChainApiKey: null, fetch, schedule: timerSchedule, intervalMs: 0 }
    const answer = await use(networkAt({ name: 'dev', ...services }).chain)
    kept.signal('SIGTERM')
    expect(await running).toBe(0)
    return answer
  }

  const first = await once(chain => chain.unspent(payerAddress))
  expect(first).toHaveLength(1)
  expect(await once(chain => chain.unspent(payerAddress))).toEqual(first)
})

test('dev-network refuses what is no port', async () => {
  await expect(runDevNetwork({ operands: ['blocks'], options: { port: '70000' } }, keptTerminal().terminal)).rejects.toThrow(
    '“70000” is no port',
  )
})
