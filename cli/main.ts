#!/usr/bin/env node
import { builders } from './builders.ts'
import { allCommands } from './commands/all.ts'
import { runLine } from './run.ts'
import { processTerminal } from './terminal.ts'
import { packageVersion } from './version.ts'

process.exitCode = await runLine(process.argv.slice(2), allCommands(builders), packageVersion(), processTerminal())
