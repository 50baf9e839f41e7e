import type { Trouble } from '../../core/protocol/anchoring.ts'
import type { Epochs } from './epochs.ts'
import type { Wishes } from './wishes.ts'

/** Takes up what is wished for on any server: by the one that makes the anchors. */
export class WishTaker {
  readonly #wishes: Wishes
  readonly #epochs: Pick<Epochs, 'makeNow'>
  /** `size`: how many epochs an anchor must carry to fulfil it. */
  #taken: { readonly wish: string; readonly size: number } | null = null

  constructor(wishes: Wishes, epochs: Pick<Epochs, 'makeNow'>) {
    this.#wishes = wishes
    this.#epochs = epochs
  }

  /** Whether there is one that wasn't taken up here yet. @throws StoreUnavailable */
  async isAnother(): Promise<boolean> {
    const wish = await this.#wishes.open()
    return wish !== null && wish !== this.#taken?.wish
  }

  /** Whether an anchor is wished for. It is to hold all that was recorded when somebody wished for it, on whichever server. @throws StoreUnavailable */
  async takeUp(): Promise<boolean> {
    const wish = await this.#wishes.open()
    if (wish === null) this.#taken = null
    else if (wish !== this.#taken?.wish) this.#taken = { wish, size: ((await this.#epochs.makeNow())?.index ?? -1) + 1 }
    return this.#taken !== null
  }

  /** Tells of an anchor that carries so many epochs, or of what is in the way of one. @throws StoreUnavailable */
  async answer(size: number, obstacle: Trouble | null): Promise<void> {
    if (this.#taken === null) return
    const { wish, size: wished } = this.#taken
    const trouble = size >= wished ? null : obstacle
    if (size < wished && trouble === null) return
    await this.#wishes.giveAnswer({ wish, trouble })
    this.#taken = null
  }
}
