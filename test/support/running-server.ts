import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Role } from '../../core/aggregate/command.ts'
import { readConfig } from '../../server/config.ts'
import { type RunningServer, startServer } from '../../server/main.ts'
import { HttpClient } from './http-client.ts'
import { temporaryFolder } from './server-process.ts'
import { SYSTEM } from './world.ts'

export const PASSWORD = 'correct horse battery'

export type TestServer = RunningServer & {
  readonly folder: string
  /** Adds somebody who can sign in with `PASSWORD`; answers their id. */
  addPerson(name: string, role?: Role): Promise<string>
  guest(): HttpClient
  signedIn(name: string): Promise<HttpClient>
}

/** A server in this process, on a free port and a store of its own. `close` takes both away. */
export async function startTestServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const folder = await temporaryFolder()
  const config = readConfig({
    PORT: '0',
    DEMO: 'off',
    LOG_LEVEL: 'silent',
    STORE_URL: `sqlite:${join(folder.path, 'sealdesk.db')}`,
    ...env,
  })
  const server = await startServer(config)
  return {
    ...server,
    folder: folder.path,
    async addPerson(name, role = 'member') {
      const person = { id: randomUUID(), name, displayName: name[0]?.toUpperCase() + name.slice(1), role, password: PASSWORD }
      return (await server.parts.accounts.createUser(person, SYSTEM)).id
    },
    guest: () => new HttpClient(server.address),
    async signedIn(name) {
      const client = new HttpClient(server.address)
      const { status } = await client.signIn(name, PASSWORD)
      if (status !== 200) throw new Error(`${name} can’t sign in: ${status}`)
      return client
    },
    async close() {
      await server.close()
      await folder.remove()
    },
  }
}
