import { z } from 'zod'

/** A text that somebody is writing. `sentAs`: it was sent under this id, and the answer isn't known yet. */
export type Draft = { readonly text: string; readonly sentAs: string | null }

const draftSchema = z.object({ text: z.string(), sentAs: z.string().nullable() })

export const noDraft: Draft = { text: '', sentAs: null }

/**
 * Texts in the making, kept in this tab so that they survive a reload, a lost connection and a refusal.
 * A storage that is full or forbidden costs only that: the text on the screen stays.
 */
export class Drafts {
  readonly #storage: Storage | null

  constructor(storage: Storage | null) {
    this.#storage = storage
  }

  read(key: string): Draft {
    try {
      const parsed = draftSchema.safeParse(JSON.parse(this.#storage?.getItem(PREFIX + key) ?? 'null'))
      return parsed.success ? parsed.data : noDraft
    } catch {
      return noDraft
    }
  }

  write(key: string, draft: Draft): void {
    try {
      if (draft.text === '') this.#storage?.removeItem(PREFIX + key)
      else this.#storage?.setItem(PREFIX + key, JSON.stringify(draft))
    } catch {
      // Full: the draft lives on in the page.
    }
  }

  drop(key: string): void {
    this.write(key, noDraft)
  }
}

const PREFIX = 'sealdesk.draft.'

/** The tab's own drafts; a browser that forbids storage throws at the mere look at it. */
export function tabDrafts(): Drafts {
  try {
    return new Drafts(sessionStorage)
  } catch {
    return new Drafts(null)
  }
}
