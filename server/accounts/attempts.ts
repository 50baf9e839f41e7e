import { createHash } from 'node:crypto'
import { KnownError } from '../../core/protocol/errors.ts'
import { networkOf } from './address.ts'
import { Buckets } from './buckets.ts'

const DRAIN_MS = 15 * 60_000
const KEYS = 20_000

/** How many wrong passwords are taken in a quarter of an hour. */
export const ATTEMPTS = {
  /** For one name from one network: a person who mistypes. */
  pair: 5,
  /** From one network for any names: one password tried on everybody. An office behind one address still fits. */
  network: 60,
  /** For one name from networks where it never signed in: a guess spread over many machines. */
  name: 30,
} as const

/** Too many wrong passwords. `retryAfter`: whole seconds until another attempt is taken. */
export class TooManyAttempts extends KnownError {
  readonly retryAfter: number

  constructor(waitMs: number) {
    const retryAfter = Math.max(1, Math.ceil(waitMs / 1000))
    super('too_many_attempts', `Too many attempts to sign in. Try again in ${inWords(retryAfter)}.`)
    this.retryAfter = retryAfter
  }
}

/** An attempt under way. One that is never ended counts as failed, on this server. */
export type Attempt = {
  /** The password was right. */
  succeeded(): void
  /** The password was wrong. */
  failed(): void
  /** The password was never looked at: the attempt doesn't count. */
  abandoned(): void
}

/** A password that was looked at, as other servers hear of it: for which name and from which network, both as hashes. */
export type Counted = { readonly name: string; readonly network: string; readonly password: 'wrong' | 'right' }

/**
 * Counts wrong passwords, in memory and with a bound on it: this server's, and those that it hears of from others. A restart forgets them.
 * Names and addresses are only kept as hashes.
 *
 * Nobody can lock a named person out: a flood of wrong passwords fills the bucket of its own network and, spread over many networks,
 * the name's bucket. But the name's bucket is not asked where that name has signed in before: a person goes on signing in from where
 * they usually do, and sessions that are open stay open. What an attacker can reach is that the person has to wait on a network that
 * is new to them, or that they share with the attacker.
 */
export class Attempts {
  readonly #now: () => number
  readonly #pairs = new Buckets({ capacity: ATTEMPTS.pair, drainMs: DRAIN_MS, keys: KEYS })
  readonly #networks = new Buckets({ capacity: ATTEMPTS.network, drainMs: DRAIN_MS, keys: KEYS })
  readonly #names = new Buckets({ capacity: ATTEMPTS.name, drainMs: DRAIN_MS, keys: KEYS })
  /** Pairs that have signed in, the latest last. */
  readonly #familiar = new Set<string>()
  readonly #listeners = new Set<(counted: Counted) => void>()

  constructor(now: () => number) {
    this.#now = now
  }

  /**
   * Takes an attempt in, before the password is looked at: attempts that run side by side count each other.
   * @throws TooManyAttempts
   */
  begin(plainName: string, address: string): Attempt {
    const now = this.#now()
    const name = keyOf(plainName)
    const network = keyOf(networkOf(address))
    const pair = pairOf(name, network)
    const familiar = this.#familiar.has(pair)
    const waitMs = Math.max(
      this.#pairs.waitMs(pair, now),
      this.#networks.waitMs(network, now),
      familiar ? 0 : this.#names.waitMs(name, now),
    )
    if (waitMs > 0) throw new TooManyAttempts(waitMs)
    this.#count(name, network, now)

    const takeBack = () => {
      this.#networks.takeBack(network)
      if (!familiar) this.#names.takeBack(name)
    }
    return {
      succeeded: () => {
        takeBack()
        this.#remember(pair)
        this.#tell({ name, network, password: 'right' })
      },
      failed: () => this.#tell({ name, network, password: 'wrong' }),
      abandoned: () => {
        takeBack()
        this.#pairs.takeBack(pair)
      },
    }
  }

  /** Counts what another server has looked at, also where it is more than this one would have taken: then the wait gets longer. */
  heard({ name, network, password }: Counted): void {
    if (password === 'wrong') this.#count(name, network, this.#now())
    else this.#remember(pairOf(name, network))
  }

  /** Listens for what this server has looked at. */
  onCounted(listener: (counted: Counted) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #count(name: string, network: string, now: number): void {
    const pair = pairOf(name, network)
    this.#pairs.add(pair, now)
    this.#networks.add(network, now)
    if (!this.#familiar.has(pair)) this.#names.add(name, now)
  }

  #tell(counted: Counted): void {
    for (const listener of this.#listeners) listener(counted)
  }

  /** A pair that has signed in begins anew. */
  #remember(pair: string): void {
    this.#pairs.empty(pair)
    this.#familiar.delete(pair)
    this.#familiar.add(pair)
    if (this.#familiar.size <= KEYS) return
    for (const oldest of this.#familiar) {
      this.#familiar.delete(oldest)
      return
    }
  }
}

/** 128 bits of SHA-256, as hex digits. */
function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}

function pairOf(name: string, network: string): string {
  return `${name} ${network}`
}

function inWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? 'a second' : `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
