import type { Store } from '../store/store.ts'
import type { RecordAnchor } from './anchor-writer.ts'
import { type Genesis, genesisCoin, readGenesis, settleGenesis } from './genesis.ts'
import { type Line, type LineDeps, LineReader } from './line.ts'
import { NetworkUnavailable } from './network.ts'
import { NextAnchor, type NextDeps } from './next-anchor.ts'
import { newestMined, OtherNetwork, requireBlock } from './own-network.ts'
import { backoff } from './pace.ts'
import { troubles as say } from './trouble-texts.ts'
import { AnchorWatch } from './watch.ts'

export type PassDeps = Omit<NextDeps, 'genesisAddress'> & Pick<LineDeps, 'origin' | 'readAnchor' | 'headers'> & { readonly store: Store }

/** What is known after a pass; null before it is. */
export type Seen = { readonly genesis: Genesis | null; readonly line: Line | null }

/**
 * Anchoring, one pass after another: settles the genesis seal, follows every anchor that isn't settled, and prepares the next when it is
 * due. One instance lives as long as the lease is held; what it remembers can be lost at any time.
 */
export class AnchorPass {
  readonly #deps: PassDeps
  readonly #watch: AnchorWatch
  readonly #next: NextAnchor
  #reader: LineReader | null = null
  #failures = 0
  #seen: Seen = { genesis: null, line: null }

  constructor(given: PassDeps) {
    const record: RecordAnchor = (id, command) => given.record(id, command).finally(() => this.#reader?.forget(id))
    const genesisAddress = () => this.#seen.genesis?.address ?? null
    const deps = { ...given, record, genesisAddress }
    this.#deps = deps
    this.#next = new NextAnchor(deps)
    const prepareAnother = this.#next.prepareAnother.bind(this.#next)
    this.#watch = new AnchorWatch({ ...deps, blocks: deps.store.blocks, prepareAnother }, deps.troubles.earlier)
  }

  get seen(): Seen {
    return this.#seen
  }

  /** Satoshis per 1000 bytes; null before the service was asked. */
  get feeRate(): number | null {
    return this.#next.feeRate
  }

  /**
   * One pass; `wanted`: somebody has asked for an anchor now. Answers the milliseconds until there is something to do again by itself.
   * @throws LeaseLost, KnownError
   */
  async run(wanted: boolean): Promise<number> {
    const { troubles, now, pace } = this.#deps
    try {
      const again = await this.#run(wanted)
      this.#failures = 0
      troubles.set('network', [])
      return Math.max(0, Math.min(again - now(), pace.longestMs))
    } catch (error) {
      if (!(error instanceof NetworkUnavailable) && !(error instanceof OtherNetwork)) throw error
      this.#failures++
      const asked = error instanceof NetworkUnavailable ? (error.retryAfter ?? 0) : 0
      const wait = Math.max(backoff(pace, this.#failures), asked)
      const again = now() + wait
      const isOther = error instanceof OtherNetwork
      troubles.set('network', [isOther ? say.otherNetwork(error, again) : say.networkUnavailable(error.message, again)])
      return wait
    }
  }

  /** Answers when (milliseconds since 1970) there is something to do again. */
  async #run(wanted: boolean): Promise<number> {
    const { network, now, pace } = this.#deps
    const reader = await this.#open()
    if (reader === null) return now() + pace.pollMs
    let again = Number.POSITIVE_INFINITY
    const { anchors } = await this.#read(reader)
    // Each time, before anything is believed or sent.
    await requireBlock(network, newestMined(anchors))
    for (const anchor of anchors) {
      again = Math.min(again, await this.#watch.look(anchor))
      // What comes after it spends its output, and can't get further than it.
      if (anchor.state === 'prepared' || anchor.state === 'rejected') break
    }
    const line = await this.#read(reader)
    return Math.min(again, await this.#next.prepareWhereDue(line, wanted))
  }

  async #read(reader: LineReader): Promise<Line> {
    const line = await reader.read()
    this.#seen = { ...this.#seen, line }
    return line
  }

  /** Null while there is nothing to begin the line with. */
  async #open(): Promise<LineReader | null> {
    if (this.#reader !== null) return this.#reader
    const { store, network, key, troubles, now, pace } = this.#deps
    const genesis = (await readGenesis(store)) ?? (await settleGenesis(store, network, key.address))
    if (genesis === null) troubles.set('genesis', [say.noGenesisSeal(key.address, now() + pace.pollMs)])
    else {
      troubles.set('genesis', [])
      this.#seen = { ...this.#seen, genesis }
      this.#reader = new LineReader({ ...this.#deps, readModels: store.readModels }, genesisCoin(genesis))
    }
    return this.#reader
  }
}
