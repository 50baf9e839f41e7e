/** Runs something once after so many milliseconds; answers how to call it off. Tests bring their own. */
export type Schedule = (ms: number, run: () => void) => () => void

/** By the clock of the process, which doesn't stay alive for it. */
export const timerSchedule: Schedule = (ms, run) => {
  const timer = setTimeout(run, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
