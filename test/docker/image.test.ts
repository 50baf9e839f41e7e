import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { fingerprint } from '../../scripts/lib/fingerprint.mjs'
import { freePort } from '../support/free-port.ts'
import { ROOT, temporaryFolder } from '../support/server-process.ts'
import { buildImage, type Image } from './dockerfile.ts'

const run = promisify(execFile)

let folder: { path: string; remove(): Promise<void> }
let image: Image
let home: string
beforeAll(async () => {
  folder = await temporaryFolder()
  image = await buildImage(ROOT, join(folder.path, 'image'))
  home = join(image.root, image.workdir)
  await chmod(folder.path, 0o711)
}, 300_000)
afterAll(() => folder.remove())

/** Somebody without rights, where this machine lets us be somebody else. */
const USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

it('an image that is built by its steps starts as it is, is healthy, writes nothing beside its store, and stops when it is asked to', async () => {
  // In the image it belongs to root.
  await chmod(home, 0o555)
  const before = fingerprint(image.root, ['app/dist', 'app/package.json'])
  const env = {
    PATH: process.env.PATH,
    ...image.env,
    // Its root is a folder here.
    STORE_URL: image.env.STORE_URL?.replace(/^sqlite:(?=\/)/, `sqlite:${image.root}`),
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    LOG_LEVEL: 'warn',
  }
  const [program = '', ...args] = image.command
  const server = spawn(program, args, { ...USER, cwd: home, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', chunk => (said += chunk))
  const ended = once(server, 'exit')
  try {
    const [check = '', ...checkArgs] = image.health
    await vi.waitFor(() => run(check, checkArgs, { ...USER, cwd: home, env }), { timeout: 60_000, interval: 500 })
    const page = await fetch(`http://127.0.0.1:${env.PORT}/`)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Sealdesk')])
  } catch (error) {
    throw new Error(`the server said: ${said}`, { cause: error })
  } finally {
    server.kill('SIGTERM')
    await chmod(home, 0o755)
  }
  expect((await ended)[0]).toBe(0)
  expect(fingerprint(image.root, ['app/dist', 'app/package.json'])).toBe(before)
}, 120_000)

it('an image runs without rights of its own, and holds neither tests nor what only builds it', async () => {
  expect(image.user).toBe('node')
  const { stdout } = await run('ls', ['-A', home])
  expect(stdout.trim().split('\n').sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json'])
  const packages = (await run('ls', [join(home, 'node_modules')])).stdout.split('\n')
  for (const name of ['vitest', 'typescript', 'playwright-core']) expect(packages).not.toContain(name)
  expect(packages).toContain('mongodb')
})
