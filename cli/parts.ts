import type { AnchoringAlone } from '../server/anchoring/open-alone.ts'
import type { Config } from '../server/config.ts'
import type { Parts } from '../server/parts.ts'
import type { Store } from '../server/store/store.ts'
import type { StoreReads } from '../server/store/store-reads.ts'

export type RunningServer = {
  /** `http://127.0.0.1:3000` */
  readonly address: string
  /** Whether the demonstration's people can sign in. */
  readonly demonstration: boolean
  /** Whether anybody can sign in. */
  readonly hasAccounts: boolean
  close(): Promise<void>
}

export type OpenedParts = Pick<Parts, 'store' | 'bus' | 'accounts' | 'close'> & {
  /** Where the store was made just now; null where there was one. */
  readonly madeAt: string | null
}

/** What the commands are built upon: given to them, so that they can be run on other parts than the real ones. */
export type Builders = {
  readonly startServer: (config: Config) => Promise<RunningServer>
  /** What a desk can be begun with: makes the store where there is none. */
  readonly openParts: (config: Config) => Promise<OpenedParts>
  /** @throws UnusableInput where there is no store, like those below */
  readonly openStore: (config: Config) => Promise<Store>
  /** The store to be looked at, also while a server has it open. */
  readonly openReads: (config: Config) => Promise<StoreReads>
  /** Epochs and anchors at work, without a server. */
  readonly openAnchoring: (config: Config) => Promise<AnchoringAlone>
}

/** Opens something for as long as it is used. */
export async function using<R extends { close(): Promise<void> }, T>(opening: Promise<R>, use: (resource: R) => Promise<T>): Promise<T> {
  const resource = await opening
  try {
    return await use(resource)
  } finally {
    await resource.close()
  }
}

/** So that a wrong folder doesn't pass for the right one. */
export function madeLine({ madeAt }: Pick<OpenedParts, 'madeAt'>): string {
  return madeAt === null ? '' : `There was no store: a new one was made at ${madeAt}.\n`
}
