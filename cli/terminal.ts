import { setFlagsFromString } from 'node:v8'
import type { Terminal } from './command.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** What a shell expects of a process that a closed pipe has ended: 128 and the number of SIGPIPE. */
const ENDED_BY_CLOSED_PIPE = 141

/** The process's own. It ends the process where nobody reads any more what is written. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endUnread)
  return {
    env: process.env,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    now: () => performance.now(),
    onSignal(listener) {
      for (const signal of SIGNALS) process.on(signal, listener)
      return () => {
        for (const signal of SIGNALS) process.off(signal, listener)
      }
    },
    // With much memory free, V8 collects so rarely that an import of 100,000 issues takes three times of what it needs.
    keepMemorySmall: () => setFlagsFromString('--optimize-for-size'),
    exitNow: code => process.exit(code),
  }
}

/** Whoever has read enough, as `head` does, closes the pipe. That is no error, and nobody is there to be told of one. */
function endUnread(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(ENDED_BY_CLOSED_PIPE)
}
