import { UnusableStore } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { isOfServer } from './own-notes.ts'
import type { AfterStep } from './step.ts'

/** Copies the log's name and keys, the counter of tickets, and the notes that belong to the log. @throws UnusableStore where the target has others */
export async function copySmallThings(
  source: Pick<StoreReads, 'settings' | 'lastNumber' | 'notes'>,
  target: Pick<Store, 'settleSetting' | 'skipNumbers' | 'note'>,
): Promise<void> {
  for (const { name, text } of await source.settings())
    if ((await target.settleSetting(name, text)) !== text)
      throw new UnusableStore(`The target has another ${name} than the source. Copy into an empty target.`)
  await target.skipNumbers(await source.lastNumber())
  for (const { name, text } of await source.notes()) if (!isOfServer(name)) await target.note(name, text)
}

/**
 * Copies accounts with all their names, in their order, and the hashes of passwords. Nobody stays signed in: sessions are left behind.
 * @throws UnusableStore where somebody else has a name
 */
export async function copyAccounts(
  source: Pick<StoreReads, 'accounts'>,
  { accounts }: Pick<Store, 'accounts'>,
  onAccounts: AfterStep,
): Promise<void> {
  for await (const page of source.accounts.all()) {
    for (const { userId, names, passwordHash } of page) {
      for (const name of names)
        if (!(await accounts.claim(name, userId)))
          throw new UnusableStore(`In the target somebody else has the name ${name}. Copy into an empty target.`)
      if (passwordHash !== null) await accounts.setPassword(userId, passwordHash)
    }
    await onAccounts(page.length)
  }
}
