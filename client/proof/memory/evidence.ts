import type { Alarm, Side } from './records.ts'
import { words } from './words.ts'

export const EVIDENCE_FORMAT = 'sealdesk/evidence/v1'

/** Who exports it, from which server, and when (ISO 8601). */
export type EvidenceSource = { readonly server: string; readonly exportedAt: string }

/** An alarm as a file to pass on: both sides, word for word, so that others can check them. Described in docs/verifying.md. */
export function evidenceText({ kind, aggregate, at, message, remembered, shown }: Alarm, { server, exportedAt }: EvidenceSource): string {
  const evidence = {
    format: EVIDENCE_FORMAT,
    server,
    origin: remembered.trust?.origin ?? shown.trust?.origin ?? null,
    kind,
    aggregate,
    message,
    explanation: words.explain[kind],
    noticedAt: at,
    exportedAt,
    remembered: sideOf(remembered),
    shown: sideOf(shown),
  }
  return `${JSON.stringify(evidence, null, 2)}\n`
}

function sideOf({ at, head, trust, checkpoint, bundle }: Side): object {
  return { at, head, trust, checkpoint, bundle }
}
