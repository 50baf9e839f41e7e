import type { AnchoringStatus } from '../../core/protocol/anchoring.ts'

/** Where others learn how anchoring stands. */
export interface AnchoringStatusSource {
  status(): AnchoringStatus
  /** Told whenever the status is another one. The answer ends it. */
  onStatus(listener: (status: AnchoringStatus) => void): () => void
}
