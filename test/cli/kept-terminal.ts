import { PassThrough } from 'node:stream'
import type { Terminal } from '../../cli/command.ts'

/** A terminal that keeps what is written to it, and from which a test types and sends signals. */
export function keptTerminal(env: Terminal['env'] = {}, input: Terminal['input'] = PassThrough.from([])) {
  let output = ''
  let errors = ''
  const listeners = new Set<(signal: 'SIGINT' | 'SIGTERM') => void>()
  const exits: number[] = []
  const terminal: Terminal = {
    env: { LOG_LEVEL: 'silent', ...env },
    input,
    output: { write: text => (output += text) },
    errors: { write: text => (errors += text) },
    now: () => 0,
    onSignal(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    keepMemorySmall: () => {},
    exitNow: code => void exits.push(code),
  }
  return {
    terminal,
    exits,
    listeners,
    output: () => output,
    errors: () => errors,
    signal: (signal: 'SIGINT' | 'SIGTERM') => {
      for (const listener of [...listeners]) listener(signal)
    },
  }
}

/** Standard input as a pipe gives it. */
export function piped(...chunks: readonly (string | Uint8Array)[]): PassThrough {
  const input = new PassThrough()
  for (const chunk of chunks) input.write(chunk)
  input.end()
  return input
}
