import { z } from 'zod'
import { troubleSchema } from '../../core/protocol/anchoring.ts'
import type { Store } from '../store/store.ts'

/** Under which they are noted. */
export const WISH_NOTE = 'anchoring/wish'
export const ANSWER_NOTE = 'anchoring/answer'

/** To which wish; `trouble`: why there is no anchor, null where there is one. */
const answerSchema = z.object({ wish: z.string(), trouble: troubleSchema.nullable() })
export type WishAnswer = z.infer<typeof answerSchema>

/**
 * That somebody wants an anchor now, as servers tell each other in the store: whichever makes the anchors takes it up, and where that one dies, the
 * next. One wish at a time, and the newest counts: an anchor holds all that was recorded before it was taken up, for whoever wished it.
 */
export class Wishes {
  readonly #store: Pick<Store, 'note' | 'noted'>

  constructor(store: Pick<Store, 'note' | 'noted'>) {
    this.#store = store
  }

  /** `wish`: a name that none had before. @throws StoreUnavailable */
  note(wish: string): Promise<void> {
    return this.#store.note(WISH_NOTE, wish)
  }

  /** The wish that isn't answered; null where there is none. @throws StoreUnavailable */
  async open(): Promise<string | null> {
    const wish = await this.#store.noted(WISH_NOTE)
    return wish === null || wish === (await this.answer())?.wish ? null : wish
  }

  /** The last answer, to whatever wish; null before the first. @throws StoreUnavailable */
  async answer(): Promise<WishAnswer | null> {
    const text = await this.#store.noted(ANSWER_NOTE)
    return text === null ? null : answerSchema.parse(JSON.parse(text))
  }

  /** @throws StoreUnavailable */
  giveAnswer(answer: WishAnswer): Promise<void> {
    return this.#store.note(ANSWER_NOTE, JSON.stringify(answer))
  }
}
