import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import { EMPTY, headValue, mapKey } from '../../core/proof/map/keys.ts'
import { updateMap } from '../../core/proof/map/update.ts'
import { storedNodes } from '../anchoring/stored-nodes.ts'
import { UnusableStore } from '../store/errors.ts'
import type { Epoch, ProofStore, StagedEpoch } from '../store/proofs.ts'
import type { ProofReads } from '../store/store-reads.ts'
import { FreshNodes } from './fresh-nodes.ts'

/** What is gathered before it is stored: many small epochs take as few steps as one large one. */
const HEADS = 5000
const EPOCHS = 100

/**
 * Makes epochs of one store in another one. Their maps are made anew from the heads that they changed. First the nodes are stored, then what is
 * staged, then one epoch after the other is committed: broken off anywhere, a run that begins with the first one that isn't does the same again.
 */
export class EpochMaker {
  readonly #source: Pick<ProofReads, 'changedHeads'>
  readonly #target: ProofStore
  readonly #pause: () => Promise<void>
  readonly #nodes: FreshNodes
  #root: Uint8Array
  #added: Uint8Array[] = []
  #staged: StagedEpoch[] = []
  #epochs: Epoch[] = []
  #heads = 0
  /** Whether anything of these epochs is stored already. */
  #isPrepared = false

  /** `base`: the newest epoch of the target. */
  constructor(source: Pick<ProofReads, 'changedHeads'>, target: ProofStore, base: Epoch | null, pause: () => Promise<void>) {
    this.#source = source
    this.#target = target
    this.#pause = pause
    this.#nodes = new FreshNodes(storedNodes(target))
    this.#root = base === null ? EMPTY : hexToBytes(base.mapRoot)
  }

  /** Whether it is time to store what is gathered. */
  get isFull(): boolean {
    return this.#isPrepared || this.#epochs.length >= EPOCHS
  }

  /**
   * Gathers the epoch that follows, with its cursor in the target.
   * @throws UnusableStore where the heads lead to another map than its record names
   */
  async gather(epoch: Epoch, cursor: string): Promise<void> {
    const { index, attempt, mapRoot } = epoch
    for await (const heads of this.#source.changedHeads(index)) {
      const changes = heads.map(({ aggregate, version, hash }) => ({ key: mapKey(aggregate), value: headValue(aggregate, version, hash) }))
      const { root, added, stale } = await updateMap(this.#root, changes, this.#nodes, this.#pause)
      this.#nodes.add(added)
      this.#added.push(added)
      this.#staged.push({ index, attempt, heads, stale })
      this.#root = root
      this.#heads += heads.length
      // One epoch alone can be of a hundred thousand.
      if (this.#heads >= HEADS) await this.#prepare()
    }
    if (bytesToHex(this.#root) !== mapRoot) throw damaged(epoch, 'has another map than the heads that it changed lead to')
    this.#epochs.push({ ...epoch, cursor })
  }

  /** Answers how many epochs it has stored. */
  async store(): Promise<number> {
    const epochs = this.#epochs
    await this.#prepare()
    for (const epoch of epochs) if (!(await this.#target.commitEpoch(epoch))) throw damaged(epoch, 'is not the next one in the target')
    this.#epochs = []
    this.#isPrepared = false
    return epochs.length
  }

  /** Stores all that isn't seen before it is committed. */
  async #prepare(): Promise<void> {
    await this.#target.putMapNodes(concatBytes(...this.#added))
    await Promise.all(this.#staged.map(part => this.#target.stage(part)))
    this.#nodes.stored()
    this.#added = []
    this.#staged = []
    this.#heads = 0
    this.#isPrepared = true
  }
}

export function damaged({ index }: Epoch, how: string): UnusableStore {
  return new UnusableStore(`Epoch ${index} of the source ${how}. sealdesk verify-store says what is damaged. The copy isn’t finished.`)
}
