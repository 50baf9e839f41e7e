import { existsSync } from 'node:fs'
import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import { readGenesis } from '../../server/anchoring/genesis.ts'
import { devChainFile } from '../../server/anchoring/open-anchoring.ts'
import { type Config, readConfig } from '../../server/config.ts'
import { UnusableStore } from '../../server/store/errors.ts'
import { copyPrivately } from '../../server/store/sqlite/files.ts'
import { restoreSqlite } from '../../server/store/sqlite/restore.ts'
import { EXIT, type Run, UnusableInput } from '../command.ts'
import { requireFile } from '../existing-store.ts'
import { type Builders, using } from '../parts.ts'
import { checkStore } from './check-store.ts'

/** What became of the development network's blocks: those of the backup, those that lay there, or none. */
type Blocks = 'restored' | 'kept' | 'missing'

/** Puts a backup where no store is, says what that leaves open, and checks it where that is asked for. */
export function runRestore(builders: Pick<Builders, 'openReads'>): Run {
  return async (given, terminal) => {
    const config = readConfig(terminal.env)
    const [backup = ''] = given.operands
    const { path } = requireFile(config, 'Its own tools restore it: docs/mongodb.md.')
    try {
      restoreSqlite(backup, path)
    } catch (error) {
      throw error instanceof UnusableStore ? new UnusableInput(error.message) : error
    }
    const blocks = restoreBlocks(devChainFile(backup), devChainFile(path))
    const isVerified = given.options.verify === true
    const lines = [
      `The store ${path} is restored from ${backup}.`,
      ...(isVerified ? [] : [UNCHECKED]),
      newerSentence(await networkOfLine(builders, config), blocks),
      ERASED,
    ]
    terminal.output.write(`${lines.join('\n')}\n`)
    if (!isVerified) return EXIT.done
    terminal.output.write('\n')
    return checkStore(builders, { config, trust: null, offline: false }, terminal)
  }
}

const UNCHECKED =
  'Checked was only that the file can be read: its pages, tables and indexes. What stands in them was not, so that a changed letter in a text would go unnoticed: run “npx sealdesk verify-store” before it is used.'
const ERASED = 'Texts that were erased after the backup was made are back, and nothing in it says that they were erased: erase them again.'

/** Blocks that lie there stay: a network doesn't go back when a store does. */
function restoreBlocks(from: string, to: string): Blocks {
  if (existsSync(to)) return 'kept'
  if (!existsSync(from)) return 'missing'
  copyPrivately(from, to)
  return 'restored'
}

/** Where the line of anchors is; null where there is none, `unknown` where the backup is of an older version. */
async function networkOfLine({ openReads }: Pick<Builders, 'openReads'>, config: Config): Promise<TrustFile['network'] | null | 'unknown'> {
  try {
    return await using(openReads(config), async store => (await readGenesis(store))?.network ?? null)
  } catch (error) {
    if (error instanceof UnusableStore) return 'unknown'
    throw error
  }
}

/** Who knows what was recorded after the backup. */
function newerSentence(network: TrustFile['network'] | null | 'unknown', blocks: Blocks): string {
  if (network === null) return 'It has no line of anchors: no network can tell whether there is a newer store.'
  if (network !== 'dev') return 'The network knows the anchors that were made after the backup: sealdesk verify-store asks it, and says so.'
  switch (blocks) {
    case 'restored':
      return 'The development network’s blocks were restored with it, as old as the backup: nobody knows the anchors that were made after it.'
    case 'kept':
      return 'The development network’s blocks that lay there stayed: where they hold anchors that were made after the backup, sealdesk verify-store says so.'
    case 'missing':
      return 'The development network’s blocks are not beside the backup: sealdesk verify-store can’t ask them for its anchors.'
  }
}
