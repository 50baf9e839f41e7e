import type { AnyMachineSnapshot } from 'xstate'
import type { StoredEvent } from '../../core/events/event.ts'
import type { Machine } from './kind.ts'

/** What is used of an XState actor that runs a machine with snapshots `S` and events `E`. */
type MachineActor<S, E> = {
  start(): unknown
  stop(): unknown
  getSnapshot(): S
  getPersistedSnapshot(): unknown
  send(event: E): void
  subscribe(observer: { error: (error: unknown) => void }): unknown
}

/** Runs an XState actor as a live machine that takes recorded events. */
export function liveMachine<S extends AnyMachineSnapshot, E>(actor: MachineActor<S, E>, read: (event: StoredEvent) => E): Machine<S> {
  // An error inside a machine must not reach the process by itself: it shows at the next snapshot, whose status says so.
  actor.subscribe({ error: () => {} })
  actor.start()
  return {
    snapshot() {
      const snapshot = actor.getSnapshot()
      if (snapshot.status === 'error') throw snapshot.error
      return snapshot
    },
    send: event => actor.send(read(event)),
    persist: () => JSON.stringify(actor.getPersistedSnapshot()),
    stop: () => void actor.stop(),
  }
}
