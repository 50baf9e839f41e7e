import { parseHeader } from '../../core/events/header.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import type { Pair } from './side-by-side.ts'

type Stores = { readonly source: Pick<StoreReads, 'chainPage'>; readonly target: Pick<Store, 'chainPage' | 'erase'> }

const ERASURE = '\ncontent_erased '

/** Drops what was erased in the source since it was copied: what these events say was erased. */
export async function dropNamed({ source, target }: Stores, events: readonly { readonly header: string }[]): Promise<void> {
  for (const { header } of events) {
    if (!header.includes(ERASURE)) continue
    const { aggregate, type, facts } = parseHeader(header)
    const { version } = facts
    if (type !== 'content_erased' || typeof version !== 'number') continue
    const [[there], [here]] = await Promise.all([source.chainPage(aggregate, version - 1, 1), target.chainPage(aggregate, version - 1, 1)])
    if (there?.content === null && here?.content !== null) await target.erase(aggregate, version)
  }
}

/** Drops what was erased in the source since it was copied: what of these events is still there. */
export async function dropErased({ target }: Pick<Stores, 'target'>, pairs: readonly Pair[]): Promise<void> {
  for (const { source, target: copy } of pairs) {
    if (source.content !== null || copy.content === null) continue
    const { aggregate, version } = parseHeader(copy.header)
    await target.erase(aggregate, version)
  }
}
