import type { Named } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { isOfServer } from './own-notes.ts'
import { differs, requireSame } from './same.ts'

export type ComparedSmallThings = { readonly settings: number; readonly notes: number; readonly lastNumber: number }

type SmallThings = Pick<StoreReads, 'settings' | 'notes' | 'lastNumber'>

/**
 * Compares what a copy has to hold besides histories: the settings, among them the log's name and keys, the notes that belong to the log, and the
 * newest number of a ticket. @throws UnusableStore for the first difference, which it names without its value: that may be a key
 */
export async function compareSmallThings(source: SmallThings, target: SmallThings): Promise<ComparedSmallThings> {
  const settings = compareNamed('setting', await source.settings(), await target.settings())
  const notes = compareNamed('note', ofLog(await source.notes()), ofLog(await target.notes()))
  const lastNumber = await source.lastNumber()
  if ((await target.lastNumber()) !== lastNumber) throw differs('the newest ticket’s number')
  return { settings, notes, lastNumber }
}

function ofLog(notes: readonly Named[]): readonly Named[] {
  return notes.filter(({ name }) => !isOfServer(name))
}

function compareNamed(what: string, sources: readonly Named[], targets: readonly Named[]): number {
  requireSame(sources, targets, place => `the ${what} ${sources[place]?.name ?? targets[place]?.name}`)
  return sources.length
}
