// Takes the pictures of the README: starts the built server on a folder of its own, and looks at the demonstration with a browser.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { build } from './build.mjs'
import { findChromium } from './lib/chromium.mjs'
import { ROOT } from './lib/root.mjs'

const FOLDER = join(ROOT, 'docs/images')
/** Everybody who reads the repository loads them. */
const MOST_BYTES = 250_000
const TICKET = '/tickets/9'
const VIEWPORT = { width: 1280, height: 800 }

/** @type {{ file: string, path: string, theme: 'light' | 'dark', shown: string }[]} */
const PICTURES = [
  { file: 'ticket.png', path: TICKET, theme: 'light', shown: 'Mira Okafor is typing' },
  { file: 'ticket-dark.png', path: TICKET, theme: 'dark', shown: 'Mira Okafor is typing' },
  { file: 'board.png', path: '/board', theme: 'light', shown: 'In progress' },
]

const found = findChromium(process.env)
if (!found.found) throw new Error(`No Chromium: looked at ${found.lookedAt}.`)

await build()
await mkdir(FOLDER, { recursive: true })
const store = await mkdtemp(join(tmpdir(), 'sealdesk-pictures-'))
const server = await startServer(store)
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] })
try {
  // Company: the ticket says who else is looking at it, and who is writing.
  const mira = await open('mira', TICKET, 'light')
  await open('kit', TICKET, 'light')
  for (const { file, path, theme, shown } of PICTURES) {
    const page = await open('ada', path, theme)
    if (path === TICKET) await mira.getByLabel('Your comment').pressSequentially('I')
    await page.getByText(shown).first().waitFor({ state: 'attached' })
    // The last things to come are the texts, rendered by a module of their own.
    await page.waitForLoadState('networkidle')
    await page.screenshot({ path: join(FOLDER, file) })
    await page.context().close()
    const { size } = await stat(join(FOLDER, file))
    if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, more than ${MOST_BYTES}.`)
    console.log(`${file}: ${size} bytes`)
  }
} finally {
  await browser.close()
  server.child.kill()
  await once(server.child, 'exit')
  await rm(store, { recursive: true })
}

/**
 * @param {string} name of a person of the demonstration
 * @param {string} path
 * @param {'light' | 'dark'} colorScheme
 */
async function open(name, path, colorScheme) {
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme, reducedMotion: 'reduce' })
  const { status } = await context.request
    .post(`${server.url}/api/session`, { data: { name, password: server.password } })
    .then(answer => ({ status: answer.status() }))
  if (status !== 200) throw new Error(`${name} can’t sign in: ${status}`)
  const page = await context.newPage()
  await page.goto(server.url + path)
  await page.getByText('Live', { exact: true }).waitFor()
  return page
}

/**
 * Starts the server with the demonstration, on a free port; its own words tell where it is and how to sign in.
 *
 * @param {string} folder
 */
async function startServer(folder) {
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: '0',
    DEMO: 'on',
    LOG_LEVEL: 'silent',
    STORE_URL: `sqlite:${join(folder, 'sealdesk.db')}`,
  }
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  for await (const chunk of child.stdout) {
    output += chunk
    const url = /http:\/\/\S+/.exec(output)?.[0]
    const password = /Password of all: (\S+)/.exec(output)?.[1]
    if (url !== undefined && password !== undefined) return { child, url, password }
  }
  throw new Error(`The server ended before it listened:\n${output}`)
}
