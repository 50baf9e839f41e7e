import { KnownError } from '../core/protocol/errors.ts'
import { ConfigError } from '../server/config-error.ts'
import { ImportFileError } from '../server/importing/import-file-error.ts'
import { UnusableStore } from '../server/store/errors.ts'
import { OF_COMMANDS, type PlannedErrors } from './failure.ts'

/** Those of all that commands are made of. */
export const PLANNED: PlannedErrors = {
  wronglyGiven: [...OF_COMMANDS.wronglyGiven, ConfigError],
  others: [KnownError, UnusableStore, ImportFileError],
}
