import InlineWorker from '../verify-worker.ts?worker&inline'

/** The verifier in a worker whose code stands inside this very file: a page from disk can load nothing. */
export function startWorker(): Worker {
  return new InlineWorker({ name: 'verifier' })
}
