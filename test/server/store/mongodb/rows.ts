import { createCollections } from '../../../../server/store/mongodb/collections.ts'
import type { Connection } from '../../../../server/store/mongodb/connection.ts'
import { ROW_COLLECTIONS } from '../../../../server/store/mongodb/row-collections.ts'
import { type Fate, fated, fatedAt, type mongoForTests, type Nth } from './databases.ts'

type Mongo = ReturnType<typeof mongoForTests>

/** The address of an empty database with everything that rows, proofs, accounts and blocks need. */
export async function freshRows(t: Mongo): Promise<string> {
  const url = t.server.freshUrl()
  await createCollections(await t.connection(url), ROW_COLLECTIONS)
  return url
}

/** A connection of a server that dies at its n-th call from now, whether that reaches the database or not. */
export async function dying(t: Mongo, url: string, n: number, fate: Nth['fate']): Promise<Connection> {
  return fatedAt({ n, fate }, { forEver: true })(await t.connection(url))
}

/** A connection whose n-th call waits until it is released. */
export async function sleeping(t: Mongo, url: string, n: number) {
  let [calls, wake] = [0, () => {}]
  let fallAsleep = () => {}
  const asleep = new Promise<void>(resolve => {
    fallAsleep = resolve
  })
  const awake = new Promise<void>(resolve => {
    wake = resolve
  })
  const connection = fated(async (): Promise<Fate> => {
    calls += 1
    if (calls === n) {
      fallAsleep()
      await awake
    }
    return 'passes'
  })(await t.connection(url))
  return { connection, asleep, wake }
}

export const FATES = ['gets lost', 'isn’t answered'] as const
