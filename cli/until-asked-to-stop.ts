import type { Terminal } from './command.ts'

/** What a shell expects of a process that a signal has ended: 128 and the signal's number. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const

/** The first signal asks; a second one, or one more during the start, doesn't wait. */
export function untilAskedToStop({ onSignal, exitNow }: Pick<Terminal, 'onSignal' | 'exitNow'>): {
  readonly once: Promise<void>
  forget(): void
} {
  let forget = () => {}
  const once = new Promise<void>(resolve => {
    let asked = false
    forget = onSignal(signal => {
      if (asked) exitNow(ENDED_BY[signal])
      asked = true
      resolve()
    })
  })
  return { once, forget: () => forget() }
}
