import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import { UnusableStore } from '../errors.ts'
import { sqliteCode } from './database.ts'
import type { Answer, Call, FromWorker, Handlers, ToWorker } from './messages.ts'
import { buffersOf } from './transfer.ts'

export type Service = {
  /** Carries out calls in order; every one is answered. */
  answer(calls: readonly Call[]): readonly Answer[]
  close(): void
}

/**
 * A worker's life: it opens when told to, answers calls, and ends when told to. Calls that wait already when one arrives are taken
 * with it, up to `together`.
 */
export function serve(port: MessagePort, open: (file: string) => Service, together: number): void {
  let service: Service | null = null
  const send = (message: FromWorker, transfer: readonly ArrayBuffer[] = []) => port.postMessage(message, transfer)

  function take(message: ToWorker): void {
    switch (message.kind) {
      case 'open':
        try {
          service = open(message.file)
          send({ kind: 'opened' })
        } catch (error) {
          if (!(error instanceof UnusableStore)) throw error
          send({ kind: 'unusable', message: error.message })
          port.close()
        }
        return
      case 'call': {
        if (service === null) throw new Error('called before it was opened')
        const calls = [message.call]
        let other: ToWorker | null = null
        while (calls.length < together && other === null) {
          const next: { message: ToWorker } | undefined = receiveMessageOnPort(port)
          if (next === undefined) break
          if (next.message.kind === 'call') calls.push(next.message.call)
          else other = next.message
        }
        const answers = service.answer(calls)
        send({ kind: 'answers', answers }, buffersOf(answers.map(answer => (answer.ok ? answer.value : null))))
        if (other !== null) take(other)
        return
      }
      case 'close':
        service?.close()
        port.close()
    }
  }

  port.on('message', take)
}

/** Carries out one call. */
export function carryOut(handlers: Handlers, { id, name, args }: Call): Answer {
  const handler = handlers[name]
  if (handler === undefined) throw new Error(`there is no call named ${name}`)
  return { id, ok: true, value: handler(...args) }
}

/** SQLite's names for mistakes of ours, which are no outage of the store. */
const MISTAKE = /^SQLITE_(?:ERROR|CONSTRAINT|MISMATCH|RANGE|MISUSE|TOOBIG)(?:_|$)/

export function failed({ id }: Call, error: unknown): Answer {
  const code = sqliteCode(error)
  const message = error instanceof Error ? error.message : String(error)
  return {
    id,
    ok: false,
    code: code !== null && MISTAKE.test(code) ? null : code,
    message: code === null ? message : `${code}: ${message}`,
  }
}
