/** The verifier in a worker, from a file of its own that is loaded only now. */
export function startWorker(): Worker {
  return new Worker(new URL('./verify-worker.ts', import.meta.url), { type: 'module', name: 'verifier' })
}
