import { setFlagsFromString } from 'node:v8'
import type { Terminal } from './command.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** The process's own. */
export function processTerminal(): Terminal {
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
