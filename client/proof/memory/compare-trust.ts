import type { TrustFile } from '../../../core/proof/bundle/trust.ts'

const PARTS = ['origin', 'logKey', 'genesisSeal', 'network'] as const

/** In which parts two trust files differ. */
export function trustDifferences(before: TrustFile, now: TrustFile): readonly (typeof PARTS)[number][] {
  return PARTS.filter(part => before[part] !== now[part])
}
