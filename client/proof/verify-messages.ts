import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import type { Progress } from '../../core/proof/bundle/verify.ts'

/** What is checked: the exact bytes of a bundle, the trust file as parsed JSON, and where there is one a list of block headers, as its text. */
export type VerifyInput = {
  readonly bundle: string | ArrayBuffer
  readonly trust: unknown
  readonly headers?: string | undefined
}

/** What the worker says: first that it is loaded, then for an input how it goes on and how it ended. */
export type VerifyReport =
  | { readonly kind: 'ready' }
  | { readonly kind: 'progress'; readonly progress: Progress }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  /** The trust file or the list of headers can't be read: a mistake in what was brought, and nothing about the bundle. */
  | { readonly kind: 'refused'; readonly message: string }
