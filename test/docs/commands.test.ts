import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { ROOT } from '../support/server-process.ts'

const run = promisify(execFile)

/** Every command that the README and the pages in docs/ show: run here, or the reason why it isn't. */
const COMMANDS: Readonly<
  Record<string, { readonly runs: RegExp; readonly files?: Readonly<Record<string, string>> } | { readonly not: string }>
> = {
  'npm start': { not: 'it serves until it is stopped; test/integration/start.test.ts runs it' },
  'npm test': { not: 'it is what runs this test' },
  'npx sealdesk import github issues.json': { runs: /\d+ tickets? imported/, files: { 'issues.json': 'test/fixtures/github-issues.json' } },
  'echo "a long passphrase" | npx sealdesk user add ada --display "Ada" --admin': { runs: /ada/ },
  'npx sealdesk rebuild': { runs: /events?/ },
}

async function shownCommands(): Promise<readonly string[]> {
  const pages = ['README.md', ...(await readdir(join(ROOT, 'docs'))).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)]
  const texts = await Promise.all(pages.map(page => readFile(join(ROOT, page), 'utf8')))
  const blocks = texts.flatMap(text => [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block))
  return blocks.flatMap(block => block.split('\n').filter(line => line !== '' && !line.startsWith('#')))
}

it('every command that the documentation shows is known here, and nothing else is', async () => {
  expect([...new Set(await shownCommands())].sort()).toEqual(Object.keys(COMMANDS).sort())
})

it('the commands that can be run do what they are shown for, one after the other on a fresh store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-docs-'))
  const env = { ...process.env, STORE_URL: `sqlite:${join(folder, 'sealdesk.db')}` }
  for (const [command, entry] of Object.entries(COMMANDS)) {
    if (!('runs' in entry)) continue
    for (const [name, fixture] of Object.entries(entry.files ?? {})) await cp(join(ROOT, fixture), join(folder, name))
    // As it is shown, but with what it names lying in a folder of its own.
    const line = command.replace('issues.json', join(folder, 'issues.json'))
    const { stdout, stderr } = await run('sh', ['-c', line], { cwd: ROOT, env })
    expect(`${stdout}${stderr}`, command).toMatch(entry.runs)
  }
  await rm(folder, { recursive: true })
}, 60_000)
