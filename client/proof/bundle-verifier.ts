import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import type { Progress } from '../../core/proof/bundle/verify.ts'
import type { VerifyInput, VerifyReport } from './verify-messages.ts'
import { words } from './words.ts'

/** What was brought along can't be used, or the verifier itself can't run: a sentence to show, and no verdict. */
export class VerifyError extends Error {
  override name = 'VerifyError'
}

/**
 * The verifier in a worker of its own, loaded when it is made: from `ready` on it needs no network. One check at a time. Giving one up ends
 * its worker, the only way to stop a computation; another has been started before, so that this needs no network either.
 */
export class BundleVerifier {
  readonly #start: () => Worker
  #worker: LoadedWorker
  #spare: LoadedWorker | null = null

  constructor(start: () => Worker) {
    this.#start = start
    this.#worker = load(start())
  }

  /** Resolves when the verifier is loaded; rejects with a `VerifyError` where it can't be. */
  get ready(): Promise<void> {
    return this.#worker.ready
  }

  /**
   * Checks a bundle and answers with the report, whatever is in it.
   *
   * @throws {VerifyError} when the trust file or the list of headers can't be read or the worker fails
   * @throws the signal's reason when it is given up
   */
  async verify(input: VerifyInput, onProgress: (progress: Progress) => void, signal?: AbortSignal): Promise<Verdict> {
    signal?.throwIfAborted()
    await this.#worker.ready.catch((error: unknown) => {
      // Next time it is loaded again: the connection may be back.
      this.#replaceWorker()
      throw error
    })
    signal?.throwIfAborted()
    this.#spare ??= load(this.#start())
    const giveUp = () => this.#replaceWorker()
    signal?.addEventListener('abort', giveUp)
    try {
      return await converse(this.#worker.worker, input, onProgress, signal)
    } finally {
      signal?.removeEventListener('abort', giveUp)
    }
  }

  close(): void {
    this.#worker.worker.terminate()
    this.#spare?.worker.terminate()
  }

  #replaceWorker(): void {
    this.#worker.worker.terminate()
    this.#worker = this.#spare ?? load(this.#start())
    this.#spare = null
  }
}

type LoadedWorker = { readonly worker: Worker; readonly ready: Promise<void> }

function load(worker: Worker): LoadedWorker {
  const ready = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', () => resolve(), { once: true })
    worker.addEventListener('error', () => reject(new VerifyError(words.problems.notLoaded)), { once: true })
  })
  // Whoever never asks must not be told by the browser as of an error nobody handled.
  ready.catch(() => {})
  return { worker, ready }
}

/** Gives an input to a worker that waits, and listens until it has said how it ended. */
function converse(
  worker: Worker,
  input: VerifyInput,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const listening = new AbortController()
  return new Promise<Verdict>((resolve, reject) => {
    const { signal: until } = listening
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<VerifyReport>) => {
        if (data.kind === 'progress') onProgress(data.progress)
        if (data.kind === 'verdict') resolve(data.verdict)
        if (data.kind === 'refused') reject(new VerifyError(data.message))
      },
      { signal: until },
    )
    worker.addEventListener('error', () => reject(new VerifyError(words.problems.crashed)), { signal: until })
    signal?.addEventListener('abort', () => reject(signal.reason), { signal: until })
    worker.postMessage(input)
  }).finally(() => listening.abort())
}
