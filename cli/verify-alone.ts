import { runVerify } from './commands/verify.ts'
import { VERIFY } from './commands/verify-line.ts'
import { failureOf } from './failure.ts'
import { runCommand } from './run-command.ts'
import { processTerminal } from './terminal.ts'

/** `sealdesk verify` as a program of its own, built into one file that needs nothing but Node: vite.verify-alone.config.ts. */
process.exitCode = await runCommand({
  command: { ...VERIFY, run: runVerify },
  called: 'node sealdesk-verify.mjs',
  given: process.argv.slice(2),
  terminal: processTerminal(),
  explain: async error => failureOf(error),
})
