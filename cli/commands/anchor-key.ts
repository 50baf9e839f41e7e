import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createAnchorKey } from '../../server/anchoring/keys.ts'
import { EXIT, type Run, textOption, UsageError } from '../command.ts'

/** The key itself is only written into the file: neither a terminal's memory nor a log gets to see it. */
export const runAnchorKey: Run = async (given, { output }) => {
  const [file = ''] = given.operands
  const network = textOption(given, 'network')
  if (network !== 'test' && network !== 'main') throw new UsageError('--network must be test or main.')
  const { wif, address } = createAnchorKey(network, bytes => randomBytes(bytes).toString('hex'))
  try {
    // Never over a key that is there: whoever loses it can't go on with its line.
    await writeFile(file, `${wif.reveal()}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    throw new UsageError(`${file} exists already, and is left as it is.`)
  }
  output.write(
    [
      `A new key for the network “${network}” is in ${file}. Keep a copy of it in a safe place.`,
      `Fund this address: ${address}`,
      `Then start with ANCHOR_NETWORK=${network} and ANCHOR_KEY_FILE=${file}`,
      '',
    ].join('\n'),
  )
  return EXIT.done
}
