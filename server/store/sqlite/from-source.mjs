// Starts a worker that is written in TypeScript, where the project runs from its source. The build leaves this file out.
import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

// A thread doesn't inherit the loader of the main thread, and `--import tsx` among its arguments does nothing in Node 20.
register()
await import(workerData.entry)
