import type { AnchorSnapshot } from '../../core/anchor/machine.ts'
import { anchorKind } from '../actors/anchor-kind.ts'
import type { Registry } from '../actors/registry.ts'
import type { Store } from '../store/store.ts'

/** An anchor as it stands in the store at this moment. */
export type ReadAnchor = (id: string) => Promise<AnchorSnapshot>

/**
 * A live aggregate learns what another server has appended only when its own append meets it. Whoever takes the work over from another
 * server must know before: what came after the live head is read from the store.
 */
export function anchorReader(registry: Pick<Registry, 'anchor'>, store: Pick<Store, 'chain'>): ReadAnchor {
  return async id => {
    const { snapshot, head } = await registry.anchor(id)
    let fresh = snapshot
    for await (const events of store.chain({ type: 'anchor', id }, head.version)) {
      for (const event of events) fresh = anchorKind.next(fresh, event)
    }
    return fresh
  }
}
