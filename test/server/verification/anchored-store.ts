import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { TrustFile } from '../../../core/proof/bundle/trust.ts'
import type { Registry } from '../../../server/actors/registry.ts'
import { openAnchoringAlone } from '../../../server/anchoring/open-alone.ts'
import { readConfig } from '../../../server/config.ts'
import { openParts } from '../../../server/parts.ts'
import { Database, type Parameter } from '../../../server/store/sqlite/database.ts'
import { openSqliteStoreReadOnly } from '../../../server/store/sqlite/read-only-store.ts'
import { networkOf } from '../../../server/verification/network-of.ts'
import { type StoreProgress, type StoreReport, verifyStore } from '../../../server/verification/verify-store.ts'
import { accepted, createPerson, createTicket, keptLog, SYSTEM, toTicket } from '../../support/world.ts'

/** Two anchors on a development network, each of what changed before it; and the store as it was between the two. */
export type AnchoredStore = {
  readonly folder: string
  readonly oldFolder: string
  readonly trust: TrustFile
  /** The tickets: the first one was changed before both anchors, the second one only before the second. */
  readonly tickets: readonly [string, string]
  remove(): Promise<void>
}

export function storeFile(folder: string): string {
  return join(folder, 'sealdesk.db')
}

export function environmentOf(folder: string) {
  return {
    STORE_URL: `sqlite:${storeFile(folder)}`,
    LOG_LEVEL: 'silent',
    ANCHOR_SECONDS: '0',
    EPOCH_SECONDS: '86400',
    DEV_BLOCK_SECONDS: '0',
  }
}

export async function makeAnchoredStore(): Promise<AnchoredStore> {
  const base = await mkdtemp(join(tmpdir(), 'sealdesk-anchored-'))
  const [folder, oldFolder] = [join(base, 'store'), join(base, 'old')]
  const tickets: [string, string] = [randomUUID(), randomUUID()]
  await working(folder, async registry => {
    await createPerson(registry, 'ada')
    await createTicket(registry, SYSTEM, tickets[0])
    for (let n = 1; n <= 4; n++) await comment(registry, tickets[0], `comment ${n}`)
  })
  await cp(folder, oldFolder, { recursive: true })
  const trust = await working(folder, async registry => {
    await createTicket(registry, SYSTEM, tickets[1])
    await comment(registry, tickets[0], 'one more')
    await comment(registry, tickets[1], 'secret')
    accepted(await registry.execute(toTicket(tickets[1], 'erase_content', { version: 2, reason: 'personal' }), SYSTEM))
  })
  return { folder, oldFolder, trust, tickets, remove: () => rm(base, { recursive: true }) }
}

async function comment(registry: Registry, ticket: string, body: string): Promise<void> {
  accepted(await registry.execute(toTicket(ticket, 'add_comment', { commentId: randomUUID(), body }), SYSTEM))
}

/** Work on a store, then all of it in one epoch and an anchor, until that is in a block. */
async function working(folder: string, work: (registry: Registry) => Promise<void>): Promise<TrustFile> {
  const config = readConfig(environmentOf(folder))
  const parts = await openParts(config)
  // Before anchoring is opened, which makes an epoch of what there is.
  await work(parts.registry)
  await parts.close()
  const { anchoring, follow, trust, close } = await openAnchoringAlone(config)
  try {
    const { anchor } = await anchoring.anchorNow()
    if (anchor === null) throw new Error('nothing was anchored')
    const reached = await follow(anchor.id, ({ block }) => block !== null, 30_000)
    if (reached?.block == null) throw new Error('the anchor came into no block')
    return trust()
  } finally {
    await close()
  }
}

/** A copy that a test may spoil. */
export async function copyOf(folder: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'sealdesk-spoilt-'))
  onTestFinished(() => rm(copy, { recursive: true }))
  await cp(folder, copy, { recursive: true })
  return copy
}

/** Changes the file as somebody who has it in their hands. */
export function spoil(folder: string, ...statements: readonly (string | readonly [string, ...Parameter[]])[]): void {
  const database = new Database(storeFile(folder))
  try {
    for (const statement of statements) {
      const [sql, ...parameters] = typeof statement === 'string' ? ([statement] as const) : statement
      if (database.run(sql, ...parameters) === 0) throw new Error(`nothing was changed by: ${sql}`)
    }
  } finally {
    database.close()
  }
}

export async function verified(
  folder: string,
  options: {
    trust?: TrustFile
    offline?: boolean
    network?: string
    threads?: number
    onProgress?: (progress: StoreProgress) => void
  } = {},
): Promise<StoreReport> {
  const services = options.network === undefined ? {} : { ARC_URL: options.network, WHATSONCHAIN_URL: options.network }
  const config = readConfig({ ...environmentOf(folder), ...services })
  const store = await openSqliteStoreReadOnly(storeFile(folder))
  try {
    return await verifyStore({
      location: { adapter: 'sqlite', path: storeFile(folder) },
      store,
      trust: options.trust ?? null,
      openNetwork: async name => (options.offline === true ? { unavailable: 'Offline.' } : networkOf(name, config, keptLog())),
      threads: options.threads ?? 1,
      now: () => performance.now(),
      onProgress: options.onProgress ?? (() => {}),
    })
  } finally {
    await store.close()
  }
}

/** What was found, in short. */
export function found({ findings }: StoreReport): readonly string[] {
  return findings.map(({ check, subject, version }) => `${check}: ${subject}${version === null ? '' : ` version ${version}`}`)
}
