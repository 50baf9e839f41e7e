import { type KnownHeaders, NO_KNOWN_HEADERS, parseKnownHeaders } from '../../../../core/proof/bundle/known-headers.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }

/** A bundle of moderate size in which everything is there: nine events, of which eight are anchored, three seals, a path, four headers. */
export const COMPLETE = bundleNamed('complete')
export const TRUST = vectors.trust

export type VectorCase = {
  readonly bundle?: unknown
  readonly bundleHex?: string
  readonly trust?: unknown
  readonly trustedHeaders?: string
}

/** What a case gives to `verifyBundle`. */
export function given(vector: VectorCase): { bundle: string | Uint8Array; trust: unknown; knownHeaders: KnownHeaders } {
  return {
    bundle: vector.bundleHex === undefined ? JSON.stringify(vector.bundle) : Uint8Array.from(Buffer.from(vector.bundleHex, 'hex')),
    trust: vector.trust ?? vectors.trust,
    knownHeaders: vector.trustedHeaders === undefined ? NO_KNOWN_HEADERS : parseKnownHeaders(vector.trustedHeaders),
  }
}

/** The bundle of a valid case. */
export function bundleNamed(name: string) {
  const vector = vectors.valid.find(valid => valid.name === name)
  if (vector === undefined) throw new Error(`no vector is named ${name}`)
  return vector.bundle
}
