import type { Aggregate } from '../../core/events/names.ts'
import { UnusableStore } from '../store/errors.ts'
import type { Epoch } from '../store/proofs.ts'
import type { Head } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { inPieces } from './in-pieces.ts'

const AT_ONCE = 100
const EPOCHS = 100
const HEADERS = 2000

/** What was compared. */
export type Compared = { readonly heads: number; readonly epochs: number; readonly blockHeaders: number; readonly accounts: number }

/**
 * Compares a copy with its source: every head, every epoch, every block header and every account. (Events were, side by side.)
 * @throws UnusableStore for the first difference
 */
export async function compare(source: StoreReads, target: StoreReads, onHeads: (heads: number) => void): Promise<Compared> {
  return {
    heads: await compareHeads(source, target, onHeads),
    epochs: await compareEpochs(source, target),
    blockHeaders: await compareHeaders(source, target),
    accounts: await compareAccounts(source, target),
  }
}

async function compareHeads(source: StoreReads, target: StoreReads, onHeads: (heads: number) => void): Promise<number> {
  let heads = 0
  for await (const page of source.aggregates()) {
    for (const piece of inPieces(page, AT_ONCE)) {
      await Promise.all(piece.map(head => requireHead(target, head)))
      heads += piece.length
      onHeads(piece.length)
    }
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

async function compareEpochs(source: StoreReads, target: StoreReads): Promise<number> {
  for (let from = 0; ; ) {
    const [sources, targets] = await Promise.all([source.proofs.epochs(from, EPOCHS), target.proofs.epochs(from, EPOCHS)])
    requireSame(sources.map(withoutCursor), targets.map(withoutCursor), place => `epoch ${from + place}`)
    from += sources.length
    if (sources.length < EPOCHS) return from
  }
}

/** Whose map holds which events, its records and hashes say; a cursor is a place in one store. */
function withoutCursor({ cursor: _, ...epoch }: Epoch) {
  return epoch
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

function requireSame<T>(sources: readonly T[], targets: readonly T[], nameOf: (place: number) => string): void {
  for (let place = 0; place < Math.max(sources.length, targets.length); place++)
    if (JSON.stringify(sources[place]) !== JSON.stringify(targets[place])) throw differs(nameOf(place))
}

function differs(what: string): UnusableStore {
  return new UnusableStore(
    `The copy differs from the source: ${what}. If the source was used since the copy was begun, copy into an empty target. The copy isn’t finished.`,
  )
}
