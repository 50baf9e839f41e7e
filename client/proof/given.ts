import { MAX_BUNDLE } from '../../core/proof/bundle/bundle.ts'
import { parseJson, recognise } from './recognise.ts'
import { words } from './words.ts'

export type GivenBundle = { readonly name: string; readonly bytes: ArrayBuffer }
/** Where it is from matters: one that the server has just given shows less than one that was kept. */
export type GivenTrust = { readonly name: string; readonly from: 'file' | 'server'; readonly value: unknown }
export type GivenHeaders = { readonly name: string; readonly text: string }

/** What somebody has brought so far. */
export type Given = {
  readonly bundle: GivenBundle | null
  readonly trust: GivenTrust | null
  readonly headers: GivenHeaders | null
}
export type Part = keyof Given
export const PARTS = ['bundle', 'trust', 'headers'] as const satisfies readonly Part[]

export const NOTHING_GIVEN: Given = { bundle: null, trust: null, headers: null }

export type Taken = { readonly ok: true; readonly part: Part; readonly given: Given } | { readonly ok: false; readonly problem: string }

/**
 * Puts a file where its content belongs. `asked` is the part it was chosen for, null where it was dropped. What is chosen as a bundle or a
 * list, and is nothing we know, is taken as that all the same: what is wrong with it is for the verifier to say. Never throws.
 */
export async function takeFile(given: Given, file: File, asked: Part | null): Promise<Taken> {
  if (file.size === 0) return refused(words.problems.empty(file.name))
  if (file.size > MAX_BUNDLE) return refused(words.problems.tooLarge(file.name))
  const bytes = await file.arrayBuffer().catch(() => null)
  if (bytes === null) return refused(words.problems.unreadable(file.name))
  const kind = recognise(new Uint8Array(bytes))
  if (kind === 'unknown' && asked === null) return refused(words.problems.unknown(file.name))
  if (kind === 'unknown' && asked === 'trust') return refused(words.problems.notTrust(file.name))
  const part = kind === 'unknown' ? (asked ?? 'bundle') : kind
  return { ok: true, part, given: put(given, part, file.name, bytes) }
}

function put(given: Given, part: Part, name: string, bytes: ArrayBuffer): Given {
  if (part === 'bundle') return { ...given, bundle: { name, bytes } }
  const text = new TextDecoder().decode(bytes)
  if (part === 'headers') return { ...given, headers: { name, text } }
  return { ...given, trust: { name, from: 'file', value: parseJson(text) } }
}

function refused(problem: string): Taken {
  return { ok: false, problem }
}
