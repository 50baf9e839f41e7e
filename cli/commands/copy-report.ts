import type { Compared } from '../../server/copying/compare.ts'
import type { Copied } from '../../server/copying/copy-store.ts'
import { counted } from '../progress.ts'

export const DOES_NOT_HOLD =
  'The copy isn’t finished: what is wrong in it is wrong in the source, or was damaged on the way. Check the source with “npx sealdesk verify-store”. What is wrong there as well can be copied as it is, with --no-verify.\n'

export function comparedLine(compared: Compared): string {
  const { heads, epochs, oldestMap, keptProofs, blockHeaders, accounts, settings, notes, lastNumber } = compared
  const parts = [
    'every event',
    counted(heads, 'head'),
    oldestMap === null ? 'no epochs' : `${counted(epochs, 'epoch')} with the maps from epoch ${oldestMap} on`,
    counted(keptProofs, 'kept proof'),
    counted(blockHeaders, 'block header'),
    counted(accounts, 'account'),
    `${counted(settings, 'setting')} (the log’s name and keys)`,
    counted(notes, 'note'),
    `the newest ticket’s number (${lastNumber.toLocaleString('en')})`,
  ]
  return `Compared with the source, and the same: ${parts.join(', ')}.`
}

export function doneLines({ origin, resumed }: Copied, name: string, isVerified: boolean, blocks: string | null): readonly string[] {
  return [
    `The log ${origin} is copied to ${name}${resumed ? ', where an earlier run had left off' : ''}.`,
    ...(isVerified ? [] : ['It was not checked: run “npx sealdesk verify-store” on it.']),
    ...(blocks === null ? [] : [blocks]),
    'From now on start servers on the copy alone. If the source goes on as well, one key signs two histories of the log, and everybody can prove it.',
    'Everybody signs in again: sessions are not copied. It holds passwords’ hashes and the log’s key: keep it as safe as the source.',
  ]
}
