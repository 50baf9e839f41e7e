import { basename } from 'node:path'
import type { Log } from '../../actors/live-aggregate.ts'
import type { AnchorNetwork } from '../network.ts'
import { startDevNetwork } from './dev/dev-network.ts'
import { networkAt, realNetwork, type ServiceOptions, type ServiceSurroundings } from './real-network.ts'

export type NetworkConfig = ServiceOptions & {
  readonly name: AnchorNetwork['name']
  readonly dev: {
    /** Holds the blocks. Null: the network has to be one that others can reach, too. */
    readonly file: string | null
    readonly blockMs: number
    /** Is paid where it has nothing to spend, as anchors have to be paid for here as well. Null: nobody is. */
    readonly fund: string | null
  }
}

export type NetworkSurroundings = ServiceSurroundings & { readonly now: () => number; readonly log: Log }

/**
 * The network to anchor on. The development network is started inside this process, unless the addresses of one are given.
 * @throws TypeError where only one address of a development network is given, or an address or a key can't be used
 */
export async function openNetwork(config: NetworkConfig, { now, schedule, log, fetch }: NetworkSurroundings): Promise<AnchorNetwork> {
  const { name, arcUrl, whatsOnChainUrl, dev } = config
  if (name !== 'dev') return realNetwork({ ...config, name, fetch, schedule })
  if (arcUrl !== null && whatsOnChainUrl !== null) return networkAt({ ...config, arcUrl, whatsOnChainUrl, fetch, schedule, intervalMs: 0 })
  if (arcUrl !== null || whatsOnChainUrl !== null) {
    throw new TypeError('A development network has both addresses, ARC_URL and WHATSONCHAIN_URL: give both or neither.')
  }
  if (dev.file === null) {
    throw new TypeError(
      'Several servers may work on this store, and all need the same development network: start one with “sealdesk dev-network”, and give its addresses as ARC_URL and WHATSONCHAIN_URL; or choose another network.',
    )
  }
  const started = await startDevNetwork({ file: dev.file, blockMs: dev.blockMs, now, schedule, log })
  // What is given to the outside isn't given to our own network: keys are for real services.
  const own = { name, arcUrl: started.arcUrl, arcApiKey: null, whatsOnChainUrl: started.whatsOnChainUrl, whatsOnChainApiKey: null }
  const network = networkAt({ ...own, fetch, schedule, intervalMs: 0 })
  try {
    if (dev.fund !== null && (await network.chain.unspent(dev.fund)).length === 0) await started.fund(dev.fund)
  } catch (error) {
    await started.close()
    throw error
  }
  let closing: Promise<void> | null = null
  return {
    ...network,
    place: { kind: 'file', name: basename(dev.file) },
    close() {
      closing ??= network.close().then(() => started.close())
      return closing
    },
  }
}
