import type { Aggregate } from '../../core/events/names.ts'
import type { Log } from '../actors/live-aggregate.ts'
import { project } from '../projections/projector.ts'
import { UnusableStore } from '../store/errors.ts'
import type { KeptProof } from '../store/proofs.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { inPieces } from './in-pieces.ts'
import { isOfServer } from './own-notes.ts'

/** Reads that are under way at once. */
const AT_ONCE = 100
const HEADERS = 2000

/** Copies the proofs that outlast the map's nodes. */
export async function copyKeptProofs(source: StoreReads, target: Store, onProofs: (aggregates: number) => void): Promise<void> {
  for await (const page of target.aggregates()) {
    for (const piece of inPieces(page, AT_ONCE)) {
      const found = await Promise.all(piece.map(({ aggregate }) => keptProofOf(source, aggregate)))
      await target.proofs.keepProofs(found.flatMap(proof => proof ?? []))
      onProofs(piece.length)
    }
  }
}

async function keptProofOf({ proofs }: StoreReads, aggregate: Aggregate): Promise<(KeptProof & { readonly aggregate: Aggregate }) | null> {
  const kept = await proofs.keptProof(aggregate)
  return kept === null ? null : { ...kept, aggregate }
}

export async function copyBlockHeaders(source: StoreReads, target: Store, onHeaders: (headers: number) => void): Promise<void> {
  const tip = await target.blocks.tip()
  for (let from = tip === null ? 0 : tip.height + 1; ; ) {
    const headers = await source.blocks.from(from, HEADERS)
    const last = headers.at(-1)
    if (last === undefined) return
    await target.blocks.replace(headers)
    onHeaders(headers.length)
    from = last.height + 1
  }
}

/** Origin, keys and the like, and the counter of tickets. */
export async function copySettings(source: StoreReads, target: Store): Promise<void> {
  for (const { name, text } of await source.settings())
    if ((await target.settleSetting(name, text)) !== text)
      throw new UnusableStore(`The target has another ${name} than the source. Copy into an empty target.`)
  await target.skipNumbers(await source.lastNumber())
}

/** Notes that belong to the log; not how the servers on the source stand. */
export async function copyNotes(source: StoreReads, target: Store): Promise<void> {
  for (const { name, text } of await source.notes()) if (!isOfServer(name)) await target.note(name, text)
}

/** Accounts with their names and passwords' hashes. Nobody stays signed in: sessions are left behind. */
export async function copyAccounts(source: StoreReads, target: Store, onAccounts: (accounts: number) => void): Promise<void> {
  for await (const page of source.accounts.all()) {
    for (const { userId, names, passwordHash } of page) {
      for (const name of names)
        if (!(await target.accounts.claim(name, userId)))
          throw new UnusableStore(`In the target somebody else has the name ${name}. Copy into an empty target.`)
      if (passwordHash !== null) await target.accounts.setPassword(userId, passwordHash)
      onAccounts(1)
    }
  }
}

/** Makes lists and pages from the target's own feed, or goes on with them. */
export async function makeLists(target: Store, log: Log, onEvents: (events: number) => void): Promise<void> {
  for (;;) {
    const page = await target.feedPage(await target.readModels.cursor())
    if (page === null) return
    await project(target, page, log)
    onEvents(page.events.length)
  }
}
