import { readConfig } from '../../server/config.ts'
import { type Run, textOption } from '../command.ts'
import type { Builders } from '../parts.ts'
import { readTrust } from '../read-trust.ts'
import { checkStore } from './check-store.ts'

/** Checks everything in the store. A server may be running: the store is only read. */
export function runVerifyStore(builders: Pick<Builders, 'openReads'>): Run {
  return async (given, terminal) => {
    const config = readConfig(terminal.env)
    const trustPath = textOption(given, 'trust')
    const trust = trustPath === undefined ? null : await readTrust(trustPath)
    return checkStore(builders, { config, trust, offline: given.options.offline === true }, terminal)
  }
}
