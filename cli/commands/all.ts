import type { Command, CommandLine, Run } from '../command.ts'
import type { Builders } from '../parts.ts'
import { VERIFY } from './verify-line.ts'

/** Every command, in the order of the help. What one needs is loaded when it runs: checking a proof takes neither server nor store. */
export function allCommands(builders: Builders): readonly Command[] {
  return [
    command(
      {
        name: 'serve',
        usage: '',
        summary: 'Starts the server, and stops it cleanly on Ctrl+C or SIGTERM.',
        operands: 0,
        options: {},
      },
      async () => (await import('./serve.ts')).runServe(builders),
    ),
    command(VERIFY, async () => (await import('./verify.ts')).runVerify),
    command(
      {
        name: 'user add',
        usage: 'NAME [--display TEXT] [--admin]',
        summary: 'Adds a person who can sign in. The password is read from the standard input.',
        operands: 1,
        options: { display: { type: 'string' }, admin: { type: 'boolean' } },
      },
      async () => (await import('./user-add.ts')).runUserAdd(builders),
    ),
    command(
      {
        name: 'import github',
        usage: 'FILE',
        summary: 'Imports issues as GitHub’s REST API returns them. Importing again adds only what is missing.',
        operands: 1,
        options: {},
      },
      async () => (await import('./import-github.ts')).runImportGithub(builders),
    ),
    command(
      {
        name: 'verify-store',
        usage: '[--trust FILE] [--offline]',
        summary:
          'Checks every chain, map, epoch and anchor of the store, and asks the network. Ends with 0, 1 or 2 as verify does. A server may be running.',
        operands: 0,
        options: { trust: { type: 'string' }, offline: { type: 'boolean' } },
      },
      async () => (await import('./verify-store.ts')).runVerifyStore(builders),
    ),
    command(
      {
        name: 'export',
        usage: 'TICKET --out FILE [--seal TXID:VOUT] [--force]',
        summary:
          'Writes the proof bundle of a ticket, given by number or id. A file that is there is only replaced with --force. A server may be running.',
        operands: 1,
        options: { out: { type: 'string' }, seal: { type: 'string' }, force: { type: 'boolean' } },
      },
      async () => (await import('./export.ts')).runExport(builders),
    ),
    command(
      {
        name: 'anchor now',
        usage: '',
        summary: 'Makes an epoch of what has changed, anchors it, and waits until the network shows it.',
        operands: 0,
        options: {},
      },
      async () => (await import('./anchor-now.ts')).runAnchorNow(builders),
    ),
    command(
      {
        name: 'anchor key',
        usage: 'FILE --network test|main',
        summary: 'Makes a private key for the line of anchors in a new file, and says which address to fund.',
        operands: 1,
        options: { network: { type: 'string' } },
      },
      async () => (await import('./anchor-key.ts')).runAnchorKey,
    ),
    command(
      {
        name: 'backup',
        usage: 'FILE',
        summary: 'Copies the store into a new file. A server may be running.',
        operands: 1,
        options: {},
      },
      async () => (await import('./backup.ts')).runBackup,
    ),
    command(
      {
        name: 'restore',
        usage: 'FILE [--verify]',
        summary: 'Puts a backup where no store is, and with --verify checks all of it as verify-store does. A store that is there stays.',
        operands: 1,
        options: { verify: { type: 'boolean' } },
      },
      async () => (await import('./restore.ts')).runRestore(builders),
    ),
    command(
      {
        name: 'health',
        usage: '',
        summary: 'Asks the server of this PORT and HOST whether it is ready. Ends with 0 where it is.',
        operands: 0,
        options: {},
      },
      async () => (await import('./health.ts')).runHealth,
    ),
    command(
      {
        name: 'dev-network',
        usage: 'FILE [--host HOST] [--port PORT]',
        summary: 'Runs a development network for several servers, until Ctrl+C or SIGTERM. FILE holds its blocks.',
        operands: 1,
        options: { host: { type: 'string' }, port: { type: 'string' } },
      },
      async () => (await import('./dev-network.ts')).runDevNetwork,
    ),
    command(
      {
        name: 'rebuild',
        usage: '',
        summary: 'Makes what lists and pages read anew, from the events.',
        operands: 0,
        options: {},
      },
      async () => (await import('./rebuild.ts')).runRebuild(builders),
    ),
    command(
      {
        name: 'copy',
        usage: '--from STORE_URL --to STORE_URL [--no-verify]',
        summary:
          'Copies a log with everything that belongs to it into an empty store, also from a file to a MongoDB and back, and checks the copy. What was broken off goes on. The servers have to be stopped.',
        operands: 0,
        options: { from: { type: 'string' }, to: { type: 'string' }, 'no-verify': { type: 'boolean' } },
      },
      async () => (await import('./copy.ts')).runCopy,
    ),
  ]
}

function command(line: CommandLine, load: () => Promise<Run>): Command {
  return { ...line, run: async (given, terminal) => (await load())(given, terminal) }
}
