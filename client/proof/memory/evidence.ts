import type { TrustFile } from '../../../core/proof/bundle/trust.ts'
import type { Alarm, Side } from './records.ts'
import { words } from './words.ts'

export const EVIDENCE_FORMAT = 'sealdesk/evidence/v1'

/** Who exports it, from which server, and when (ISO 8601). */
export type EvidenceSource = { readonly server: string; readonly exportedAt: string }

/**
 * Alarms, at least one, as a file to pass on: both sides of each, word for word, so that others can check them. Described in docs/verifying.md.
 * The one that proves most by itself stands at the top.
 */
export function evidenceText(alarms: readonly Alarm[], { server, exportedAt }: EvidenceSource): string {
  const [first, ...others] = alarms.toSorted((a, b) => bundles(b) - bundles(a))
  const evidence = {
    format: EVIDENCE_FORMAT,
    server,
    origin: first?.remembered.trust?.origin ?? first?.shown.trust?.origin ?? null,
    exportedAt,
    ...(first && contradictionOf(first)),
    also: others.map(contradictionOf),
    howToCheck: words.howToCheck,
  }
  return `${JSON.stringify(evidence, null, 2)}\n`
}

/** How many sides have a bundle. */
function bundles({ remembered, shown }: Alarm): number {
  return [remembered, shown].filter(({ bundle }) => bundle !== null).length
}

function contradictionOf({ kind, aggregate, number, at, message, remembered, shown }: Alarm): object {
  // A failed proof fails against the log that is remembered. Where the server gives a bundle, and no trust file with it, there is no other.
  const isMeasuredByRemembered = shown.bundle !== null && (kind === 'proof' || shown.trust === null)
  return {
    kind,
    aggregate,
    number,
    message,
    explanation: words.explain[kind],
    noticedAt: at,
    remembered: sideOf(remembered, remembered.trust),
    shown: sideOf(shown, isMeasuredByRemembered ? remembered.trust : shown.trust),
  }
}

/** `trust` begins where the bundle does, so that it is what the bundle is to be checked with. */
function sideOf({ at, head, trust: givenTrust, checkpoint, bundle, begins }: Side, log: TrustFile | null): object {
  const trust = log === null || bundle === null || begins === null ? log : { ...log, genesisSeal: begins }
  return { at, head, trust, givenTrust, checkpoint, bundle }
}
