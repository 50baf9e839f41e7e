import type { Verdict } from '../../core/proof/bundle/verdict.ts'
import type { Progress } from '../../core/proof/bundle/verify.ts'
import { BundleVerifier } from './bundle-verifier.ts'
import { startWorker } from './start-worker.ts'
import type { VerifyInput } from './verify-messages.ts'

/**
 * Checks one bundle in a worker, so that the page stays alive, and ends the worker. Answers with the report, whatever the bundle is like.
 * Who checks more than one, or without a network, keeps a `BundleVerifier`.
 *
 * @throws {VerifyError} when the trust file or the list of headers can't be read, or the verifier can't be loaded
 * @throws the signal's reason when it is given up
 */
export async function verifyInWorker(
  input: VerifyInput,
  onProgress: (progress: Progress) => void = () => {},
  signal?: AbortSignal,
): Promise<Verdict> {
  const verifier = new BundleVerifier(startWorker)
  try {
    return await verifier.verify(input, onProgress, signal)
  } finally {
    verifier.close()
  }
}
