import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { startServer } from '../../server/main.ts'
import { openStore } from '../../server/parts.ts'
import { temporaryFolder } from '../support/server-process.ts'

test('a server whose port is taken says so, and lets go of everything that it has opened', async () => {
  const folder = await temporaryFolder()
  onTestFinished(() => folder.remove())
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const address = other.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const config = readConfig({
    STORE_URL: `sqlite:${join(folder.path, 'desk.db')}`,
    DEMO: 'off',
    HOST: '127.0.0.1',
    PORT: `${address.port}`,
    LOG_LEVEL: 'silent',
  })
  await expect(startServer(config)).rejects.toMatchObject({ code: 'EADDRINUSE' })
  // One process at a time opens a file.
  await (await openStore(config)).close()
})
