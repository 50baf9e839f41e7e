import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'

/** What may become of a piece of what is sent, as shares of all pieces; what is left passes. */
export type Faults = {
  /** It arrives up to `DELAY_MS` later; what follows it waits. */
  readonly delay: number
  /** It doesn't arrive, and the connection ends. */
  readonly cut: number
  /** A part of it arrives, and then the connection ends. */
  readonly half: number
  /** It doesn't arrive, nor does anything after it, in either direction; nobody is told. */
  readonly drop: number
}
export type Fault = keyof Faults

const DELAY_MS = 300
const NONE: Faults = { delay: 0, cut: 0, half: 0, drop: 0 }
const KINDS: readonly Fault[] = ['delay', 'cut', 'half', 'drop']

/** A bad network in front of a port of this machine: what it does to whom follows from `random`. Good until it is told otherwise. */
export type FaultProxy = {
  readonly port: number
  /** Begins with these faults, and ends all others. */
  set(faults: Partial<Faults>): void
  /** How often each has happened. */
  readonly counts: Readonly<Record<Fault, number>>
  /** Ends every connection in the middle of whatever it does. */
  cutAll(): void
  close(): Promise<void>
}

export async function startFaultProxy(target: number, random: () => number): Promise<FaultProxy> {
  const counts = { ...NONE }
  const links = new Set<() => void>()
  let faults: Faults = NONE

  /** The fault that a piece meets, if any. */
  function drawn(): Fault | null {
    let rest = random()
    for (const kind of KINDS) {
      rest -= faults[kind]
      if (rest < 0) return kind
    }
    return null
  }

  const server = createServer({ noDelay: true }, near => {
    const far = createConnection({ port: target, host: '127.0.0.1', noDelay: true })
    let isDropped = false
    function cut(): void {
      links.delete(cut)
      near.destroy()
      far.destroy()
    }
    links.add(cut)

    function pass(from: Socket, to: Socket): void {
      let sent: Promise<unknown> = Promise.resolve()
      from.on('data', piece => {
        if (isDropped) return
        const fault = drawn()
        if (fault !== null) counts[fault] += 1
        if (fault === 'drop') isDropped = true
        if (fault === 'drop') return
        const wait = fault === 'delay' ? new Promise(resolve => setTimeout(resolve, random() * DELAY_MS)) : null
        sent = sent.then(async () => {
          await wait
          if (fault === 'cut') return cut()
          if (fault !== 'half') return void to.write(piece)
          to.write(piece.subarray(0, Math.floor(random() * piece.length)), cut)
        })
      })
      // What was sent before it ended still arrives. One that drops stays open: whoever waits there isn't told.
      from.on('close', () => void sent.then(() => !isDropped && cut()))
      from.on('error', () => {})
    }
    pass(near, far)
    pass(far, near)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  function cutAll(): void {
    for (const cut of [...links]) cut()
  }

  return {
    port: address.port,
    set(next) {
      faults = { ...NONE, ...next }
    },
    counts,
    cutAll,
    async close() {
      server.close()
      cutAll()
      await once(server, 'close')
    },
  }
}
