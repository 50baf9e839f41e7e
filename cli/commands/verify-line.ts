import type { CommandLine } from '../command.ts'

export const VERIFY: CommandLine = {
  name: 'verify',
  usage: 'BUNDLE --trust FILE [--headers FILE] [--json]',
  summary:
    'Checks a proof bundle, offline, and says what it proves. Ends with 0 where it is valid, 1 where it is not, 2 where a file can’t be used.',
  operands: 1,
  options: { trust: { type: 'string' }, headers: { type: 'string' }, json: { type: 'boolean' } },
}
