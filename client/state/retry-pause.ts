/** A server answers, and its store is away: so that everything is live again soon after its return. */
const STORE_AWAY = 5_000
const FIRST = 1_000
const LONGEST = 30_000

/**
 * How long a page waits before it connects again, in milliseconds. `unanswered`: how many times in a row no server has answered; 0 where one
 * has, and only its store is away. `random` in [0, 1) spreads the return of many browsers, from half to one and a half times as long.
 */
export function retryPause(unanswered: number, random: number): number {
  const pause = unanswered === 0 ? STORE_AWAY : Math.min(LONGEST, FIRST * 2 ** (unanswered - 1))
  return pause * (0.5 + random)
}
