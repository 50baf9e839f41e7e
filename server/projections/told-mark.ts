import type { Store } from '../store/store.ts'

/** The position up to which everybody had been told when the rows were thrown away. Positions are this store's: a copy has others. */
export const TOLD_NOTE = 'lists/told'

type Notes = Pick<Store, 'noted' | 'note'> & { readonly readModels: Pick<Store['readModels'], 'cursor'> }

/** To be called before rows are thrown away: they won't say any more how far they had come. */
export async function keepToldMark(store: Notes): Promise<void> {
  const cursor = await store.readModels.cursor()
  const told = await toldUpTo(store, cursor)
  if (told !== null) await store.note(TOLD_NOTE, told)
}

/** The position up to which there is nothing to tell, where rows have come to a cursor: those that are being made anew had come further before. */
export async function toldUpTo(store: Pick<Store, 'noted'>, cursor: string | null): Promise<string | null> {
  const noted = await store.noted(TOLD_NOTE)
  return noted === null || (cursor !== null && cursor > noted) ? cursor : noted
}
