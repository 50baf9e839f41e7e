import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { fingerprint } from '../../scripts/lib/fingerprint.mjs'
import { ROOT, temporaryFolder } from '../support/server-process.ts'
import { buildImage, type Image } from './dockerfile.ts'

const run = promisify(execFile)

let folder: { path: string; remove(): Promise<void> }
let image: Image
beforeAll(async () => {
  folder = await temporaryFolder()
  image = await buildImage(ROOT, join(folder.path, 'image'))
}, 300_000)
afterAll(() => folder.remove())

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

it('an image that is built by its steps starts as it says, is healthy, writes nothing beside its store, and stops when it is asked to', async () => {
  const at = join(image.root, image.workdir)
  const before = fingerprint(image.root, ['app/dist', 'app/package.json'])
  const env = {
    PATH: process.env.PATH,
    ...image.env,
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    LOG_LEVEL: 'warn',
    STORE_URL: `sqlite:${join(folder.path, 'store/sealdesk.db')}`,
  }
  const [program = '', ...args] = image.command
  const server = spawn(program, args, { cwd: at, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', chunk => (said += chunk))
  const ended = once(server, 'exit')
  try {
    const [check = '', ...checkArgs] = image.health
    await vi.waitFor(() => run(check, checkArgs, { cwd: at, env }), { timeout: 60_000, interval: 500 })
    const page = await fetch(`http://127.0.0.1:${env.PORT}/`)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Sealdesk')])
  } catch (error) {
    throw new Error(`the server said: ${said}`, { cause: error })
  } finally {
    server.kill('SIGTERM')
  }
  expect((await ended)[0]).toBe(0)
  expect(fingerprint(image.root, ['app/dist', 'app/package.json'])).toBe(before)
}, 120_000)

it('an image runs without rights of its own, and holds neither tests nor what only builds it', async () => {
  expect(image.user).toBe('node')
  const { stdout } = await run('ls', ['-A', join(image.root, image.workdir)])
  expect(stdout.trim().split('\n').sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json'])
  const packages = (await run('ls', [join(image.root, image.workdir, 'node_modules')])).stdout.split('\n')
  for (const name of ['vitest', 'typescript', 'playwright-core']) expect(packages).not.toContain(name)
  expect(packages).toContain('mongodb')
})
