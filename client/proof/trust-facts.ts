/** What a trust file says about itself, to show it. Whether it is a good one is for the verifier to say. */
export type TrustFacts = { readonly origin: string; readonly network: string }

/** null where the value has no such texts. */
export function trustFacts(value: unknown): TrustFacts | null {
  if (typeof value !== 'object' || value === null || !('origin' in value) || !('network' in value)) return null
  const { origin, network } = value
  return typeof origin === 'string' && typeof network === 'string' ? { origin, network } : null
}
