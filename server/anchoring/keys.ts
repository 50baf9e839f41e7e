import { PrivateKey, Utils } from '@bsv/sdk'
import { ed25519 } from '@noble/curves/ed25519.js'
import { hexToBytes } from '@noble/hashes/utils.js'
import { formatVerifierKey, signNote } from '../../core/proof/log/note.ts'
import { ConfigError } from '../config-error.ts'
import { Secret } from '../secret.ts'
import type { Store } from '../store/store.ts'
import { lockOf } from './anchor-transaction.ts'
import type { AnchorNetwork } from './network.ts'

type Settings = Pick<Store, 'setting' | 'settleSetting'>
type RandomHex = (bytes: number) => string

/** The first byte of keys and of addresses. The development network has those of the test network. */
const NETWORK_BYTES = {
  main: { wif: 0x80, address: 0x00 },
  test: { wif: 0xef, address: 0x6f },
  dev: { wif: 0xef, address: 0x6f },
} as const

/** The key that signs checkpoints. Its secret half can't be taken out, only used. Specification, section 5. */
export type LogKey = {
  /** What others check with: the verifier key of a signed note. */
  readonly verifierKey: string
  /** The signed note of a text. */
  sign(text: string): string
}

/** The log's key. The first start makes it; it stands in the store and can't be changed, as one log has one key (section 9.14). */
export async function settleLogKey(store: Settings, origin: string, randomHex: RandomHex): Promise<LogKey> {
  const seed = hexToBytes(await settled(store, 'anchoring/log-key', () => randomHex(32)))
  return {
    verifierKey: formatVerifierKey(origin, ed25519.getPublicKey(seed)),
    sign: text => signNote(text, { name: origin, seed }),
  }
}

/** The key that seals belong to. Printed, it shows its address alone. */
export class AnchorKey {
  readonly address: string
  /** The script that locks an output to it, in hex. */
  readonly lock: string
  readonly #privateKey: PrivateKey

  constructor(privateKey: PrivateKey, network: AnchorNetwork['name']) {
    this.#privateKey = privateKey
    this.address = privateKey.toAddress([NETWORK_BYTES[network].address])
    this.lock = lockOf(privateKey).toHex()
  }

  /** For signing a transaction, and nothing else. */
  privateKey(): PrivateKey {
    return this.#privateKey
  }
}

/**
 * The key of the line of anchors: the one that is given; on the development network, where none is, one that the first start makes.
 * @throws ConfigError where it isn't a key of this network
 */
export async function settleAnchorKey(
  store: Settings,
  network: AnchorNetwork['name'],
  given: Secret | null,
  randomHex: RandomHex,
): Promise<AnchorKey> {
  if (given !== null) return new AnchorKey(readWif(given, network), network)
  if (network !== 'dev') throw new ConfigError('ANCHOR_KEY', `it is needed with ANCHOR_NETWORK=${network}; give a private key as WIF.`)
  const made = () => createAnchorKey('dev', randomHex).wif.reveal()
  return new AnchorKey(readWif(new Secret(await settled(store, 'anchoring/dev-key', made)), 'dev'), 'dev')
}

/** A new key for a line of anchors: its secret text for a file that only the operator can read, and the address that is to be funded. */
export function createAnchorKey(network: AnchorNetwork['name'], randomHex: RandomHex): { readonly wif: Secret; readonly address: string } {
  const privateKey = PrivateKey.fromHex(randomHex(32))
  return { wif: new Secret(privateKey.toWif([NETWORK_BYTES[network].wif])), address: new AnchorKey(privateKey, network).address }
}

async function settled(store: Settings, name: string, make: () => string): Promise<string> {
  return (await store.setting(name)) ?? (await store.settleSetting(name, make()))
}

/** The SDK's own reader doesn't look at the network's byte: a key of another network would be taken. */
function readWif(wif: Secret, network: AnchorNetwork['name']): PrivateKey {
  const key = parseWif(wif.reveal(), NETWORK_BYTES[network].wif)
  if (key !== null) return key
  throw new ConfigError(
    'ANCHOR_KEY',
    `its value is not a key of the network ${network}; give a private key as WIF with that network’s byte.`,
  )
}

function parseWif(wif: string, byte: number): PrivateKey | null {
  try {
    const { prefix } = Utils.fromBase58Check(wif)
    return Array.isArray(prefix) && prefix[0] === byte ? PrivateKey.fromWif(wif) : null
  } catch {
    // The error's own words may repeat the key.
    return null
  }
}
