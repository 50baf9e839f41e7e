import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { StoreUnavailable, UnusableStore } from '../errors.ts'
import type { Answer, FromWorker, Handlers, ToWorker } from './messages.ts'
import { withOwnBytes } from './transfer.ts'

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

/** How many calls were answered, and in how many rounds: the calls of one round were carried out together. */
export type WorkerStats = { readonly rounds: number; readonly calls: number }

/** A thread that holds a connection, as the main thread sees it. Whatever becomes of it, every call is answered. */
export class WorkerClient<H extends Handlers> {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  readonly #opened: Promise<void>
  /** Resolves when the thread is gone and its files are released. */
  readonly exited: Promise<void>
  /** Why calls are refused; null while they are taken. */
  #ended: StoreUnavailable | null = null
  #lastId = 0
  #stats: WorkerStats = { rounds: 0, calls: 0 }

  /** `name` is the worker's file beside this one, without its extension. */
  constructor(name: 'writer' | 'reader' | 'inspector') {
    this.#worker = startWorker(name)
    this.#opened = new Promise((resolve, reject) => {
      this.#worker.on('message', (message: FromWorker) => {
        if (message.kind === 'opened') resolve()
        else if (message.kind === 'unusable') reject(new UnusableStore(message.message))
        else this.#settle(message.answers)
      })
      this.#worker.once('error', error => {
        this.#end(new StoreUnavailable('The store’s thread has failed. Restart the server.', error))
        reject(error)
      })
      this.#worker.once('exit', () => reject(new StoreUnavailable('The store’s thread ended before the store was open.')))
    })
    // Whoever opens awaits it; where nobody does (the other thread failed first), the refusal isn't unhandled.
    this.#opened.catch(() => {})
    this.exited = new Promise(resolve => {
      this.#worker.once('exit', () => {
        this.#end(new StoreUnavailable('The store’s thread has ended. Restart the server.'))
        resolve()
      })
    })
  }

  get stats(): WorkerStats {
    return this.#stats
  }

  /** @throws UnusableStore */
  async open(file: string): Promise<void> {
    this.#send({ kind: 'open', file })
    await this.#opened
  }

  /** @throws StoreUnavailable where the thread is gone or SQLite refuses */
  async call<Name extends keyof H & string>(name: Name, ...args: Parameters<H[Name]>): Promise<ReturnType<H[Name]>> {
    if (this.#ended !== null) throw this.#ended
    this.#lastId += 1
    const id = this.#lastId
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    const own = withOwnBytes(args)
    this.#send({ kind: 'call', call: { id, name, args: own.args } }, own.transfer)
    // Both ends are built from the same table of calls: H is the type of what the worker serves.
    return (await answer) as ReturnType<H[Name]>
  }

  /** Waits until everything asked before is answered, and the thread has released its files. Later calls get the reason. */
  async close(reason: StoreUnavailable): Promise<void> {
    this.#ended ??= reason
    this.#send({ kind: 'close' })
    await this.exited
  }

  #send(message: ToWorker, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }

  #settle(answers: readonly Answer[]): void {
    this.#stats = { rounds: this.#stats.rounds + 1, calls: this.#stats.calls + answers.length }
    for (const answer of answers) {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      if (answer.ok) waiting?.resolve(answer.value)
      else if (answer.code === null) waiting?.reject(new Error(answer.message))
      else waiting?.reject(new StoreUnavailable(undefined, new Error(answer.message)))
    }
  }

  #end(reason: StoreUnavailable): void {
    this.#ended ??= reason
    for (const { reject } of this.#waiting.values()) reject(reason)
    this.#waiting.clear()
  }
}

function startWorker(name: string): Worker {
  const extension = extname(import.meta.url)
  const entry = new URL(`./${name}${extension}`, import.meta.url)
  if (extension === '.js') return new Worker(entry)
  return new Worker(new URL('./from-source.mjs', import.meta.url), { workerData: { entry: entry.href } })
}
