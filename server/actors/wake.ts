import { ChainCheck } from '../../core/events/chain.ts'
import { genesisHash } from '../../core/events/hash.ts'
import { parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import { createNativeHashing } from '../native-hashing.ts'
import type { Head, Store } from '../store/store.ts'
import { type ChainEnd, chainEnd } from './chain-end.ts'
import type { Machine } from './kind.ts'
import type { VerifiedHeads } from './verified-heads.ts'

/**
 * A machine with the head that its state stands at. `cached` is the version of the snapshot that the store holds of it. `damage` says
 * why nothing may be added to the chain; what was good of it can still be looked at.
 */
export type Awake<S> = { readonly machine: Machine<S>; head: ChainEnd; cached: number; readonly damage: KnownError | null }

const hashing = createNativeHashing()

type Starter<S> = { readonly machineVersion: number; start(state: string | null): Machine<S> }
type Running<S> = Omit<Awake<S>, 'damage'>

/**
 * Wakes an aggregate: from its snapshot, where version, hash and machine version fit the chain, and the events after it; else from its
 * whole chain. The chain is checked from its first event, unless this process has done so before, up to the snapshot's head.
 */
export async function wake<S>(
  store: Store,
  origin: string,
  aggregate: Aggregate,
  kind: Starter<S>,
  verified: VerifiedHeads,
): Promise<Awake<S>> {
  const head = await store.head(aggregate)
  const start = { version: 0, hash: genesisHash(origin, aggregate), recordedAt: null }
  const awake: Running<S> = (await fromSnapshot(store, aggregate, kind)) ?? { machine: kind.start(null), head: start, cached: 0 }
  const checked = verified.has(aggregate, awake.head) ? awake.head : start
  try {
    await follow(store, origin, aggregate, awake, checked)
    if (head !== null && head.version > awake.head.version) {
      throw damaged(aggregate, `it ends with version ${awake.head.version}, but version ${head.version} was recorded`)
    }
  } catch (error) {
    if (!(error instanceof KnownError) || error.code !== 'history_damaged') throw error
    return { ...awake, damage: error }
  }
  verified.note(aggregate, awake.head)
  return { ...awake, damage: null }
}

/** Applies what was appended after the head, by whomever. @throws KnownError `history_damaged` */
export function catchUp<S>(store: Store, origin: string, aggregate: Aggregate, awake: Running<S>): Promise<void> {
  return follow(store, origin, aggregate, awake, awake.head)
}

/** Checks the chain after a head, and applies what the machine doesn't have yet. */
async function follow<S>(store: Store, origin: string, aggregate: Aggregate, awake: Running<S>, from: Head): Promise<void> {
  const check = new ChainCheck({ origin, aggregate, from }, hashing)
  for await (const events of store.chain(aggregate, from.version)) {
    for (const event of events) {
      const failure = check.add(event)
      if (failure !== null) throw damaged(aggregate, `version ${failure.version}: ${failure.message.replace(/\.$/, '')}`)
      if (check.head.version <= awake.head.version) continue
      awake.machine.send(event)
      awake.head = chainEnd(parseHeader(event.header), check.head.hash)
    }
  }
}

function damaged(aggregate: Aggregate, why: string): KnownError {
  const text = `The history of this ${aggregate.type} doesn’t hold: ${why}. Nothing can be added to it until an operator has looked.`
  return new KnownError('history_damaged', text)
}

async function fromSnapshot<S>(store: Store, aggregate: Aggregate, kind: Starter<S>): Promise<Running<S> | null> {
  const snapshot = await store.snapshot(aggregate)
  if (snapshot === null || snapshot.machine !== kind.machineVersion || snapshot.version < 1) return null
  const [event] = await store.chainPage(aggregate, snapshot.version - 1, 1)
  if (event?.hash !== snapshot.hash) return null
  try {
    return { machine: kind.start(snapshot.state), head: chainEnd(parseHeader(event.header), snapshot.hash), cached: snapshot.version }
  } catch {
    // A snapshot is a cache: one that can't be read, or that stands on what can't, is as good as none.
    return null
  }
}
