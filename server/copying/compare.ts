import type { Aggregate } from '../../core/events/names.ts'
import type { Head } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type ComparedProofs, compareProofs } from './compare-proofs.ts'
import { type ComparedSmallThings, compareSmallThings } from './compare-small-things.ts'
import { lookAtEach } from './in-pieces.ts'
import { differs, requireSame } from './same.ts'

const HEADERS = 2000

/** What was compared. */
export type Compared = ComparedProofs &
  ComparedSmallThings & { readonly heads: number; readonly blockHeaders: number; readonly accounts: number }

export type ComparedPart = 'heads' | 'kept proofs'

/**
 * Compares a copy with its source: everything that is copied but the events, which were compared side by side. Lists are made anew from these,
 * and sessions and caches are left behind.
 * @throws UnusableStore for the first difference
 */
export async function compare(
  source: StoreReads,
  target: StoreReads,
  onMore: (part: ComparedPart, more: number) => void,
): Promise<Compared> {
  return {
    heads: await compareHeads(source, target, heads => onMore('heads', heads)),
    ...(await compareProofs(source.proofs, target.proofs, proofs => onMore('kept proofs', proofs))),
    blockHeaders: await compareHeaders(source, target),
    accounts: await compareAccounts(source, target),
    ...(await compareSmallThings(source, target)),
  }
}

async function compareHeads(source: StoreReads, target: StoreReads, onHeads: (heads: number) => void): Promise<number> {
  let heads = 0
  for await (const page of source.aggregates()) {
    await lookAtEach(page, head => requireHead(target, head), onHeads)
    heads += page.length
  }
  return heads
}

async function requireHead(
  { chainPage }: StoreReads,
  { aggregate, version, hash }: Head & { readonly aggregate: Aggregate },
): Promise<void> {
  const [event] = await chainPage(aggregate, version - 1, 1)
  if (event?.hash !== hash) throw differs(`${aggregate.type} ${aggregate.id} version ${version}`)
}

async function compareHeaders(source: StoreReads, target: StoreReads): Promise<number> {
  let count = 0
  for (let from = 0; ; ) {
    const [sources, targets] = await Promise.all([source.blocks.from(from, HEADERS), target.blocks.from(from, HEADERS)])
    requireSame(sources, targets, place => `the block header at height ${sources[place]?.height ?? targets[place]?.height}`)
    count += sources.length
    const last = sources.at(-1)
    if (last === undefined) return count
    from = last.height + 1
  }
}

async function compareAccounts(source: StoreReads, target: StoreReads): Promise<number> {
  let count = 0
  const targets = each(target.accounts.all())
  for await (const account of each(source.accounts.all())) {
    const { value } = await targets.next()
    requireSame([account], value === undefined ? [] : [value], () => `the account of ${account.userId}`)
    count += 1
  }
  if ((await targets.next()).done !== true) throw differs('the number of accounts')
  return count
}

async function* each<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T, undefined> {
  for await (const page of pages) yield* page
}
