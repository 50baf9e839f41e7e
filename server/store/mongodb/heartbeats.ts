import type { MongoClient } from 'mongodb'

/** The driver gives up a heartbeat after this time, in milliseconds: connecting and saying hello may each take its timeout. */
const ENDED_AFTER_MS = 11_000
/** As above, where the member may wait with its answer until something has changed. */
const AWAITED_ENDED_AFTER_MS = 20_000

/**
 * Listens to the driver's heartbeats. Where a connection ends in the moment in which the driver asks through it whether the member is there,
 * it waits for ever (7.9: for the `drain` of a socket that is closed already), and where other connections have ended, too, never finds the
 * member again. Only another connection of the whole client helps then.
 */
export class Heartbeats {
  readonly #now: () => number
  /** When each member's present heartbeat must have ended at the latest. */
  readonly #ends = new Map<string, number>()

  constructor(client: MongoClient, now: () => number) {
    this.#now = now
    client.on('serverHeartbeatStarted', ({ connectionId, awaited }) => {
      this.#ends.set(connectionId, now() + (awaited ? AWAITED_ENDED_AFTER_MS : ENDED_AFTER_MS))
    })
    client.on('serverHeartbeatSucceeded', ({ connectionId }) => this.#ends.delete(connectionId))
    client.on('serverHeartbeatFailed', ({ connectionId }) => this.#ends.delete(connectionId))
    client.on('serverClosed', ({ address }) => this.#ends.delete(address))
  }

  /** Whether the driver waits for something that never comes. */
  isStuck(): boolean {
    const now = this.#now()
    return [...this.#ends.values()].some(end => end < now)
  }
}
