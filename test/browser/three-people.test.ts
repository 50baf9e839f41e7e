import { afterAll } from 'vitest'
import { startTestServer, type TestServer } from '../support/running-server.ts'
import { describeThreePeople } from './three-people.ts'

let server: TestServer | null = null
afterAll(() => server?.close())

describeThreePeople('two signed-in people and a guest in three browsers', async () => {
  server = await startTestServer()
  await server.addPerson('mira')
  await server.addPerson('jon')
  const { address } = server
  return { mira: address, jon: address, guest: address }
})
