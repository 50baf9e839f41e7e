import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ROOT } from '../support/server-process.ts'

const run = promisify(execFile)

const CHECK = 'ticket-1.proof.json --trust sealdesk.trust.json'
const HOLDS = /holds: everything that was checked is as it must be/
const MONGODB = 'it needs a MongoDB; test/several-servers/documented-steps.test.ts runs it'
const EMPTY_FOLDER = 'it is for an empty folder; test/docs/empty-folder.test.ts runs it'

/**
 * `files`: those that the command names, with what is put there before; null: it makes the file itself, or one before it has. `store`: where
 * it works on another store than the others.
 */
type Shown =
  | { readonly runs: RegExp; readonly files?: Readonly<Record<string, string | null>>; readonly store?: string }
  | { readonly not: string }

/** Every command that the README and the pages in docs/ show: run here, or the reason why it isn't. */
const COMMANDS: Readonly<Record<string, Shown>> = {
  'npm start': { not: 'it serves until it is stopped; test/integration/start.test.ts runs it' },
  'npm test': { not: 'it is what runs this test' },
  'npx sealdesk import github issues.json': { runs: /\d+ tickets? imported/, files: { 'issues.json': 'test/fixtures/github-issues.json' } },
  'echo "a long passphrase" | npx sealdesk user add ada --display "Ada" --admin': { runs: /ada/ },
  [`npx ../sealdesk verify ${CHECK}`]: { not: EMPTY_FOLDER },
  [`npx --no sealdesk verify ${CHECK}`]: { not: EMPTY_FOLDER },
  [`node sealdesk-verify.mjs ${CHECK}`]: { not: EMPTY_FOLDER },
  'npm link': { not: EMPTY_FOLDER },
  'npm pack': { not: EMPTY_FOLDER },
  [`npx --yes --package=../sealdesk/sealdesk-0.1.0.tgz sealdesk verify ${CHECK}`]: {
    not: 'it fetches packages from a registry; test/docs/empty-folder.test.ts runs what is in the tarball',
  },
  'npx sealdesk rebuild': { runs: /events?/ },
  'ANCHOR_NETWORK=test ANCHOR_KEY_FILE=anchor.key ORIGIN=desk.example.com/log DEMO=off STORE_URL=sqlite:./live/sealdesk.db npx sealdesk serve':
    {
      not: 'it serves on a real network',
    },
  'npx sealdesk anchor now': { runs: /Anchor 1 is recorded/ },
  'npx sealdesk backup backup.db': { runs: /is copied to/, files: { 'backup.db': null } },
  'npx sealdesk restore backup.db --verify': { runs: HOLDS, files: { 'backup.db': null }, store: 'restored.db' },
  'STORE_URL=sqlite:backup.db npx sealdesk verify-store': { runs: HOLDS, files: { 'backup.db': null } },
  'npx sealdesk verify-store': { runs: HOLDS },
  'npx sealdesk export 1 --out ticket-1.proof.json': { runs: /The proof of ticket 1 is in/, files: { 'ticket-1.proof.json': null } },
  'npx sealdesk copy --to sqlite:moved.db': { runs: /holds: everything[\s\S]*is copied to/, files: { 'moved.db': null } },
  'npx sealdesk copy --from sqlite:./data/sealdesk.db --to mongodb://127.0.0.1:27017/sealdesk': {
    not: 'it needs a MongoDB; test/server/copying/mongodb.test.ts copies into one',
  },
  '(umask 077 && cat > store.url)': { not: MONGODB },
  "printf '%s\\n' STORE_URL_FILE=store.url DEMO=off ARC_URL=http://127.0.0.1:4000 WHATSONCHAIN_URL=http://127.0.0.1:4000/v1/bsv/dev > desk.env":
    { not: MONGODB },
  'npx sealdesk dev-network network/dev-chain --port 4000': { not: MONGODB },
  'env $(cat desk.env) npx sealdesk user add ada --display "Ada" --admin': { not: MONGODB },
  'env $(cat desk.env) PORT=3001 npx sealdesk serve': { not: MONGODB },
  'env $(cat desk.env) PORT=3002 npx sealdesk serve': { not: MONGODB },
  'PORT=3001 npx sealdesk health': { not: MONGODB },
  'PORT=3002 npx sealdesk health': { not: MONGODB },
  'env $(cat desk.env) npx sealdesk anchor now': { not: MONGODB },
  'STORE_URL_FILE=store.url npx sealdesk copy --from sqlite:./data/sealdesk.db': { not: MONGODB },
  'npx sealdesk dev-network data/sealdesk.db.dev-chain --port 4000': { not: MONGODB },
  'env $(cat desk.env) npx sealdesk verify-store': { not: MONGODB },
  'STORE_URL_FILE=store.url npx sealdesk copy --to sqlite:./back/sealdesk.db': { not: MONGODB },
  'cp data/sealdesk.db.dev-chain back/sealdesk.db.dev-chain': { not: MONGODB },
  'STORE_URL=sqlite:./back/sealdesk.db npx sealdesk verify-store': { not: MONGODB },
  'STORE_URL=sqlite:./back/sealdesk.db npx sealdesk anchor now': { not: MONGODB },
  'STORE_URL=sqlite:./back/sealdesk.db DEMO=off PORT=3001 npx sealdesk serve': { not: MONGODB },
  'npx sealdesk anchor key anchor.key --network test': { runs: /Fund this address: [mn]/, files: { 'anchor.key': null } },
}

async function shownCommands(): Promise<readonly string[]> {
  const pages = ['README.md', ...(await readdir(join(ROOT, 'docs'))).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)]
  const texts = await Promise.all(pages.map(page => readFile(join(ROOT, page), 'utf8')))
  const blocks = texts.flatMap(text => [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => block))
  return blocks.flatMap(block =>
    block
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '' && !line.startsWith('#')),
  )
}

it('every command that the documentation shows is known here, and nothing else is', async () => {
  expect([...new Set(await shownCommands())].sort()).toEqual(Object.keys(COMMANDS).sort())
})

it('sealdesk is built as a program, so that it can also be run by its name after it was built anew', async () => {
  expect((await stat(join(ROOT, 'dist/cli/main.js'))).mode & 0o111).toBe(0o111)
})

it('the commands that can be run do what they are shown for, one after the other on a fresh store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-docs-'))
  for (const [command, entry] of Object.entries(COMMANDS)) {
    if (!('runs' in entry)) continue
    // As it is shown, but with what it names lying in a folder of its own.
    let line = command
    for (const [name, fixture] of Object.entries(entry.files ?? {})) {
      if (fixture !== null) await cp(join(ROOT, fixture), join(folder, name))
      line = line.replace(name, join(folder, name))
    }
    const env = { ...process.env, STORE_URL: `sqlite:${join(folder, entry.store ?? 'sealdesk.db')}` }
    const { stdout, stderr } = await run('sh', ['-c', line], { cwd: ROOT, env })
    expect(`${stdout}${stderr}`, command).toMatch(entry.runs)
  }
  await rm(folder, { recursive: true })
}, 180_000)
