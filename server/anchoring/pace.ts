/** How often things are asked, and how long is waited for them. Milliseconds. */
export type Pace = {
  /** Between two questions about a transaction that is on its way to a block; a new block is a reason to ask at once. */
  readonly pollMs: number
  /** After the first failure; each further one doubles it, up to `longestMs`. */
  readonly retryMs: number
  readonly longestMs: number
  /** After so long without an answer somebody should look. */
  readonly patienceMs: number
  /** Between a refusal and another transaction for the same seal; doubled with each. */
  readonly attemptMs: number
}

const MINUTE = 60_000

/** For services of others, which count requests. */
export const REAL_PACE: Pace = { pollMs: 15_000, retryMs: 5000, longestMs: 10 * MINUTE, patienceMs: 2 * MINUTE, attemptMs: MINUTE }

/** For the development network, which is inside this process. */
export const DEV_PACE: Pace = { pollMs: 500, retryMs: 500, longestMs: 30_000, patienceMs: 15_000, attemptMs: 5000 }

/** The wait after so many failures in a row (from 1). */
export function backoff({ retryMs, longestMs }: Pick<Pace, 'retryMs' | 'longestMs'>, failures: number): number {
  return Math.min(retryMs * 2 ** Math.min(failures - 1, 30), longestMs)
}
