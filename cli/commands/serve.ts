import { type Config, readConfig } from '../../server/config.ts'
import { DEMONSTRATION_PASSWORD, DEMONSTRATION_PEOPLE } from '../../server/demonstration/people.ts'
import { EXIT, type Run } from '../command.ts'
import type { Builders, RunningServer } from '../parts.ts'
import { untilAskedToStop } from '../until-asked-to-stop.ts'

export function runServe({ startServer }: Pick<Builders, 'startServer'>): Run {
  return async (_, terminal) => {
    const config = readConfig(terminal.env)
    const asked = untilAskedToStop(terminal)
    try {
      const server = await startServer(config)
      terminal.output.write(greeting(server, config))
      await asked.once
      await server.close()
      // All is done; connections to a database that says nothing would keep the process for up to twenty seconds.
      terminal.exitNow(EXIT.done)
      return EXIT.done
    } finally {
      asked.forget()
    }
  }
}

function greeting({ address, demonstration, hasAccounts }: RunningServer, { host, store }: Pick<Config, 'host' | 'store'>): string {
  const lines = [`Sealdesk is at ${address}`, '', '  Without signing in, everybody can look at everything.']
  if (demonstration) {
    const [first, ...others] = DEMONSTRATION_PEOPLE
    const names = others.map(({ name }) => name).join(', ')
    lines.push(
      `  Sign in as ${first.name} (${first.role === 'admin' ? 'administrator' : 'member'}), ${names}. Password of all: ${DEMONSTRATION_PASSWORD}`,
    )
    if (!isLoopback(host))
      lines.push('  Everybody knows this password, and this server can be reached from other machines: disable these people.')
  } else if (!hasAccounts) {
    const when = store.adapter === 'sqlite' ? ' (while the server is stopped)' : ''
    lines.push(`  Nobody can sign in yet. The first administrator is made by: npx sealdesk user add NAME --admin${when}`)
  }
  return `\n${lines.join('\n')}\n\n`
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host)
}
