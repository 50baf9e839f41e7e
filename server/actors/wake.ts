import { ChainCheck } from '../../core/events/chain.ts'
import { genesisHash } from '../../core/events/hash.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import type { Head, Store } from '../store/store.ts'
import type { Machine } from './kind.ts'

/** A machine with the head that its state stands at. `cached` is the version of the snapshot that the store holds of it. */
export type Awake<S> = { readonly machine: Machine<S>; head: Head; cached: number }

type Starter<S> = { readonly machineVersion: number; start(state: string | null): Machine<S> }

/**
 * Wakes an aggregate: from its snapshot, where version, hash and machine version fit the chain, and the events after it; else from
 * its whole chain. Every event is checked on the way.
 * @throws KnownError `history_damaged` where the chain doesn't hold.
 */
export async function wake<S>(store: Store, origin: string, aggregate: Aggregate, kind: Starter<S>): Promise<Awake<S>> {
  const awake = (await fromSnapshot(store, aggregate, kind)) ?? {
    machine: kind.start(null),
    head: { version: 0, hash: genesisHash(origin, aggregate) },
    cached: 0,
  }
  await catchUp(store, origin, aggregate, awake)
  return awake
}

/** Applies what was appended after the head, by whomever. @throws KnownError `history_damaged` */
export async function catchUp<S>(store: Store, origin: string, aggregate: Aggregate, awake: Awake<S>): Promise<void> {
  const check = new ChainCheck({ origin, aggregate, from: awake.head })
  for await (const events of store.chain(aggregate, awake.head.version)) {
    for (const event of events) {
      const failure = check.add(event)
      if (failure !== null) {
        throw new KnownError(
          'history_damaged',
          `The history of this ${aggregate.type} doesn’t hold at version ${failure.version}: ${failure.message}. Nothing can be added to it until an operator has looked.`,
        )
      }
      awake.machine.send(event)
      awake.head = { version: check.head.version, hash: check.head.hash }
    }
  }
}

async function fromSnapshot<S>(store: Store, aggregate: Aggregate, kind: Starter<S>): Promise<Awake<S> | null> {
  const snapshot = await store.snapshot(aggregate)
  if (snapshot === null || snapshot.machine !== kind.machineVersion || snapshot.version < 1) return null
  const [event] = await store.chainPage(aggregate, snapshot.version - 1, 1)
  if (event?.hash !== snapshot.hash) return null
  try {
    return { machine: kind.start(snapshot.state), head: { version: snapshot.version, hash: snapshot.hash }, cached: snapshot.version }
  } catch {
    // A snapshot is a cache: one that can't be read is as good as none.
    return null
  }
}
