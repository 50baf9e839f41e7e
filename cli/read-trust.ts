import { readFile } from 'node:fs/promises'
import { parseTrustFile, TrustError } from '../core/proof/bundle/read-trust.ts'
import type { TrustFile } from '../core/proof/bundle/trust.ts'
import { UnusableInput } from './command.ts'
import { isSystemError, systemSentence } from './system-error.ts'

/** @throws UnusableInput */
export async function readTrust(path: string): Promise<TrustFile> {
  const bytes = await readInput(path)
  try {
    return parseTrustFile(bytes)
  } catch (error) {
    throw error instanceof TrustError ? new UnusableInput(`${path} is not a trust file: ${error.message}.`) : error
  }
}

/** The bytes of a file that was named on the line. @throws UnusableInput */
export async function readInput(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    throw isSystemError(error) ? new UnusableInput(systemSentence(error, path)) : error
  }
}
