import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type DevNetwork, startDevNetwork } from '../../../../server/anchoring/networks/dev/dev-network.ts'
import { networkAt } from '../../../../server/anchoring/networks/real-network.ts'
import { timerSchedule } from '../../../../server/anchoring/schedule.ts'
import { keptLog } from '../../../support/world.ts'
import { payerAddress } from './payments.ts'

/** A path in a folder that goes when the test is over. */
export async function chainFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-chain-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'blocks.log')
}

/** A development network that makes blocks on demand (or by the clock), and the real clients that speak to it. Closed when the test is over. */
export async function running(options: { file?: string; blockMs?: number | null; now?: () => number; faucet?: boolean } = {}) {
  const { file = await chainFile(), blockMs = null, now = Date.now, faucet = false } = options
  const dev = await startDevNetwork({ file, now, blockMs, schedule: timerSchedule, log: keptLog(), faucet })
  let isOpen = true
  const close = async () => {
    if (isOpen) await dev.close()
    isOpen = false
  }
  onTestFinished(close)
  return { file, dev, close, ...clients(dev) }
}

export function clients({ arcUrl, whatsOnChainUrl }: Pick<DevNetwork, 'arcUrl' | 'whatsOnChainUrl'>) {
  const addresses = { arcUrl, arcApiKey: null, whatsOnChainUrl, whatsOnChainApiKey: null }
  const { broadcaster, chain } = networkAt({ name: 'dev', ...addresses, fetch, schedule: timerSchedule, intervalMs: 0 })
  return { broadcaster, chain }
}

/** The payer's first coin. */
export async function funded(network: Awaited<ReturnType<typeof running>>) {
  await network.dev.fund(payerAddress)
  const [coin] = await network.chain.unspent(payerAddress)
  if (coin === undefined) throw new Error('no coin')
  return coin
}
