import { type KnownHeaders, KnownHeadersError, NO_KNOWN_HEADERS, parseKnownHeaders } from '../../core/proof/bundle/known-headers.ts'
import { verifyBundle } from '../../core/proof/bundle/verify.ts'
import { createNativeHashing } from '../../server/native-hashing.ts'
import { EXIT, type Run, textOption, UnusableInput, UsageError } from '../command.ts'
import { Progress } from '../progress.ts'
import { readInput, readTrust } from '../read-trust.ts'
import { verdictReport } from './verdict-report.ts'

/** Checks a proof bundle from files alone: no store, no server, no network. */
export const runVerify: Run = async (given, { output, errors, now }) => {
  const [path = ''] = given.operands
  const trustPath = textOption(given, 'trust')
  if (trustPath === undefined) throw new UsageError('A proof is checked with a trust file of your own: --trust FILE is missing.')
  const trust = await readTrust(trustPath)
  const knownHeaders = await readHeaders(textOption(given, 'headers'))
  const bundle = await readInput(path)

  const progress = new Progress(errors, now)
  const verdict = verifyBundle(bundle, trust, {
    knownHeaders,
    hashing: createNativeHashing(),
    onProgress: ({ check, done, total }) =>
      progress.tell(() => `Checking ${check}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`),
  })
  progress.clear()
  output.write(given.options.json === true ? `${JSON.stringify(verdict, null, 2)}\n` : verdictReport(verdict))
  return verdict.verdict === 'VALID' ? EXIT.done : EXIT.failed
}

async function readHeaders(path: string | undefined): Promise<KnownHeaders> {
  if (path === undefined) return NO_KNOWN_HEADERS
  const bytes = await readInput(path)
  try {
    return parseKnownHeaders(bytes.toString('utf8'))
  } catch (error) {
    throw error instanceof KnownHeadersError ? new UnusableInput(`${path} is not a list of block headers: ${error.message}.`) : error
  }
}
