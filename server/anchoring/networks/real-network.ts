import type { AnchorNetwork } from '../network.ts'
import type { Schedule } from '../schedule.ts'
import { createArc } from './arc.ts'
import { EXPLORERS } from './explorer.ts'
import { createWhatsOnChain } from './whatsonchain.ts'

/** Addresses and keys of services. Null: the usual address, no key. Keys are sent to the services, and shown nowhere. */
export type ServiceOptions = {
  readonly arcUrl: string | null
  readonly arcApiKey: string | null
  readonly whatsOnChainUrl: string | null
  readonly whatsOnChainApiKey: string | null
}

export type ServiceSurroundings = { readonly fetch: typeof fetch; readonly schedule: Schedule }

const DEFAULTS = {
  test: { arcUrl: 'https://arc-test.taal.com', whatsOnChainUrl: 'https://api.whatsonchain.com/v1/bsv/test' },
  main: { arcUrl: 'https://arc.taal.com', whatsOnChainUrl: 'https://api.whatsonchain.com/v1/bsv/main' },
} as const

/** WhatsOnChain answers three requests a second. */
const POLITE_MS = 350

/** The test network, or the one with real money. @throws TypeError where an address or a key can't be used; it isn't quoted */
export function realNetwork(options: ServiceOptions & ServiceSurroundings & { readonly name: 'test' | 'main' }): AnchorNetwork {
  const { name, arcUrl, whatsOnChainUrl } = options
  const usual = DEFAULTS[name]
  const addresses = { arcUrl: arcUrl ?? usual.arcUrl, whatsOnChainUrl: whatsOnChainUrl ?? usual.whatsOnChainUrl }
  return networkAt({ ...options, ...addresses, intervalMs: POLITE_MS })
}

/** A network whose services are at given addresses. `intervalMs`: milliseconds between requests to WhatsOnChain; 0: none. */
export function networkAt(
  options: ServiceOptions &
    ServiceSurroundings & {
      readonly name: AnchorNetwork['name']
      readonly arcUrl: string
      readonly whatsOnChainUrl: string
      readonly intervalMs: number
    },
): AnchorNetwork {
  const { name, arcUrl, arcApiKey, whatsOnChainUrl, whatsOnChainApiKey, fetch, schedule, intervalMs } = options
  const ending = new AbortController()
  const { signal } = ending
  // First, as these refuse what is no address, and don't quote it.
  const broadcaster = createArc({ url: arcUrl, apiKey: arcApiKey, fetch, signal })
  const chain = createWhatsOnChain({ url: whatsOnChainUrl, apiKey: whatsOnChainApiKey, fetch, schedule, intervalMs, signal })
  return {
    name,
    broadcaster,
    chain,
    place: { kind: 'address', host: new URL(whatsOnChainUrl).host },
    explorer: EXPLORERS[name],
    close: async () => ending.abort(),
  }
}
