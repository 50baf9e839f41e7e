import type { AnchorRow } from '../../core/anchor/row.ts'
import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import type { Config } from '../config.ts'
import { openParts, type Parts } from '../parts.ts'
import { type OpenAnchoring, openAnchoring } from './open-anchoring.ts'

/** Anchoring without a server around it, and how to see what becomes of an anchor. */
export type AnchoringAlone = Pick<OpenAnchoring, 'anchoring'> & {
  /** The anchor when it is as it should be, or as it is when so many milliseconds are over. Null where there is none with this id. */
  follow(id: string, until: (anchor: AnchorRow) => boolean, ms: number): Promise<AnchorRow | null>
  /** What others check this log with. @throws KnownError as `Proofs.trust` does */
  trust(): TrustFile
  close(): Promise<void>
}

/** Opens store, parts and anchoring. @throws UnusableStore, ConfigError */
export async function openAnchoringAlone(config: Config): Promise<AnchoringAlone> {
  const parts = await openParts(config)
  try {
    const { anchoring, proofs, close } = await openAnchoring(parts, config)
    return {
      anchoring,
      trust: () => proofs.trust(),
      follow: (id, until, ms) => follow(parts, id, until, ms),
      async close() {
        await close()
        await parts.close()
      },
    }
  } catch (error) {
    await parts.close()
    throw error
  }
}

async function follow(
  { store, projections }: Parts,
  id: string,
  until: (anchor: AnchorRow) => boolean,
  ms: number,
): Promise<AnchorRow | null> {
  const look = async () => {
    await projections.caughtUp()
    const [anchor = null] = await store.readModels.anchors([id])
    return anchor
  }
  let changed = () => {}
  const stopListening = projections.onProjected(() => changed())
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    changed()
  }, ms)
  try {
    for (;;) {
      const next = new Promise<void>(resolve => {
        changed = resolve
      })
      const anchor = await look()
      if (anchor === null || until(anchor) || isLate) return anchor
      await next
    }
  } finally {
    clearTimeout(timer)
    stopListening()
  }
}
