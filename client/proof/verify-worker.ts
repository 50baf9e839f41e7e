import { KnownHeadersError, NO_KNOWN_HEADERS, parseKnownHeaders } from '../../core/proof/bundle/known-headers.ts'
import { parseTrust, TrustError } from '../../core/proof/bundle/read-trust.ts'
import { verifyBundle } from '../../core/proof/bundle/verify.ts'
import { Throttle } from './throttle.ts'
import type { VerifyInput, VerifyReport } from './verify-messages.ts'
import { words } from './words.ts'

/**
 * Checks what it is given, one input after another, and says how it goes on. Pure computation: it asks for nothing. What was brought along
 * to judge the bundle is read first: a mistake in it says nothing about the bundle, and is no verdict.
 */
function check({ bundle, trust, headers }: VerifyInput): VerifyReport {
  const throttle = new Throttle(() => performance.now())
  try {
    const verdict = verifyBundle(typeof bundle === 'string' ? bundle : new Uint8Array(bundle), parseTrust(trust), {
      knownHeaders: headers === undefined ? NO_KNOWN_HEADERS : parseKnownHeaders(headers),
      onProgress: progress => {
        if (throttle.isDue(progress)) report({ kind: 'progress', progress })
      },
    })
    return { kind: 'verdict', verdict }
  } catch (error) {
    if (error instanceof TrustError) return { kind: 'refused', message: words.problems.badTrust(error.message) }
    if (error instanceof KnownHeadersError) return { kind: 'refused', message: words.problems.badHeaders(error.message) }
    throw error
  }
}

function report(message: VerifyReport): void {
  self.postMessage(message)
}

self.addEventListener('message', ({ data }: MessageEvent<VerifyInput>) => report(check(data)))
report({ kind: 'ready' })
