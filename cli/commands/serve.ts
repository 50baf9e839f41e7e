import { readConfig } from '../../server/config.ts'
import { DEMONSTRATION_PASSWORD, DEMONSTRATION_PEOPLE } from '../../server/demonstration/people.ts'
import { EXIT, type Run, type Terminal } from '../command.ts'
import type { Builders, RunningServer } from '../parts.ts'

/** What a shell expects of a process that a signal has ended: 128 and the signal's number. */
const ENDED_BY = { SIGINT: 130, SIGTERM: 143 } as const

export function runServe({ startServer }: Pick<Builders, 'startServer'>): Run {
  return async (_, terminal) => {
    const config = readConfig(terminal.env)
    const asked = untilAskedToStop(terminal)
    try {
      const server = await startServer(config)
      terminal.output.write(greeting(server, config.host))
      await asked.once
      await server.close()
      return EXIT.done
    } finally {
      asked.forget()
    }
  }
}

/** The first signal asks; a second one, or one more during the start, doesn't wait. */
function untilAskedToStop({ onSignal, exitNow }: Terminal): { readonly once: Promise<void>; forget(): void } {
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

function greeting({ address, demonstration }: RunningServer, host: string): string {
  const lines = [`Sealdesk is at ${address}`, '', '  Without signing in, everybody can look at everything.']
  if (demonstration) {
    const [first, ...others] = DEMONSTRATION_PEOPLE
    const names = others.map(({ name }) => name).join(', ')
    lines.push(
      `  Sign in as ${first.name} (${first.role === 'admin' ? 'administrator' : 'member'}), ${names}. Password of all: ${DEMONSTRATION_PASSWORD}`,
    )
    if (!isLoopback(host))
      lines.push('  Everybody knows this password, and this server can be reached from other machines: disable these people.')
  } else {
    lines.push('  People who can sign in are made by: sealdesk user add NAME (while the server is stopped)')
  }
  return `\n${lines.join('\n')}\n\n`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}
