import { bytesToHex } from '@noble/hashes/utils.js'
import type { AggregateProof, Epoch, KeptProof } from '../store/proofs.ts'
import type { ProofReads } from '../store/store-reads.ts'
import { oldestKeptMap } from './dropped-maps.ts'
import { lookAtEach } from './in-pieces.ts'
import { differs, requireSame } from './same.ts'

const EPOCHS = 100

/** `oldestMap`: the oldest epoch whose map is kept; null where there are no epochs. */
export type ComparedProofs = { readonly epochs: number; readonly keptProofs: number; readonly oldestMap: number | null }

/**
 * Compares what proofs are made from: epochs, of which of them the maps are kept, and proofs that outlast these maps. Which nodes a map has, its
 * root says.
 * @throws UnusableStore for the first difference
 */
export async function compareProofs(source: ProofReads, target: ProofReads, onProofs: (proofs: number) => void): Promise<ComparedProofs> {
  const epochs = await compareEpochs(source, target)
  const [oldest, own] = await Promise.all([oldestKeptMap(source), oldestKeptMap(target)])
  if (own !== oldest) throw differs(`the oldest map is kept of epoch ${own}, and not of epoch ${oldest}`)
  return { epochs, oldestMap: epochs === 0 ? null : oldest, keptProofs: await compareKeptProofs(source, target, onProofs) }
}

async function compareEpochs(source: ProofReads, target: ProofReads): Promise<number> {
  for (let from = 0; ; ) {
    const [sources, targets] = await Promise.all([source.epochs(from, EPOCHS), target.epochs(from, EPOCHS)])
    requireSame(sources.map(withoutCursor), targets.map(withoutCursor), place => `epoch ${from + place}`)
    from += sources.length
    if (sources.length < EPOCHS) return from
  }
}

/** Whose map holds which events, its records and hashes say; a cursor is a place in one store. */
function withoutCursor({ cursor: _, ...epoch }: Epoch) {
  return epoch
}

/** Each store lists them in an order of its own: those of the source are looked up, and more than these there may not be. */
async function compareKeptProofs(source: ProofReads, target: ProofReads, onProofs: (proofs: number) => void): Promise<number> {
  const proofs = await countOf(source.keptProofs(), async page => {
    await lookAtEach(page, proof => requireProof(target, proof))
    onProofs(page.length)
  })
  if ((await countOf(target.keptProofs(), async () => {})) !== proofs) throw differs('the number of kept proofs')
  return proofs
}

async function requireProof(target: ProofReads, { aggregate, ...proof }: AggregateProof): Promise<void> {
  const found = await target.keptProof(aggregate)
  if (found === null || textOf(found) !== textOf(proof)) throw differs(`the kept proof of ${aggregate.type} ${aggregate.id}`)
}

function textOf({ epoch, version, siblings }: KeptProof): string {
  return `${epoch} ${version} ${bytesToHex(siblings)}`
}

async function countOf<T>(pages: AsyncIterable<readonly T[]>, look: (page: readonly T[]) => Promise<void>): Promise<number> {
  let count = 0
  for await (const page of pages) {
    await look(page)
    count += page.length
  }
  return count
}
