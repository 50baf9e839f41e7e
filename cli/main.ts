#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'
import type { Terminal } from './command.ts'
import { allCommands } from './commands/all.ts'
import type { Builders } from './parts.ts'
import { runLine } from './run.ts'
import { packageVersion } from './version.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

const terminal: Terminal = {
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

// Loaded when a command needs them.
const builders: Builders = {
  startServer: async config => (await import('../server/main.ts')).startServer(config),
  openParts: async config => (await import('../server/parts.ts')).openParts(config),
  openStore: async config => (await import('../server/parts.ts')).openStore(config),
  openReads: async config => (await import('../server/parts.ts')).openReads(config),
  openAnchoring: async config => (await import('../server/anchoring/open-alone.ts')).openAnchoringAlone(config),
}

process.exitCode = await runLine(process.argv.slice(2), allCommands(builders), packageVersion(), terminal)
