import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../support/server-process.ts'

export const HAS_JQ = spawnSync('jq', ['--version']).status === 0

/** A command as the documentation shows it, and how it ended. */
export type Ran = { readonly command: string; readonly code: number; readonly output: string }

/** What docs/verifying.md shows for an evidence file: both sides checked, compared, and the remembered one found in a whole line. */
export type DocumentedCheck = { readonly sides: readonly Ran[]; readonly comparison: readonly Ran[]; readonly line: readonly Ran[] }

/**
 * Does with an evidence file what docs/verifying.md says, command by command, in a folder of its own. `whole` is a bundle of the whole line of
 * anchors, from somebody else.
 */
export async function documentedCheck(folder: string, evidence: string, whole: string): Promise<DocumentedCheck> {
  await writeFile(join(folder, 'evidence.json'), evidence)
  await writeFile(join(folder, 'whole.json'), whole)
  const page = await readFile(join(ROOT, 'docs/verifying.md'), 'utf8')
  const [sides, comparison, line, ...more] = [...page.slice(page.indexOf('## The evidence')).matchAll(/^ {2}```\n([\s\S]*?)^ {2}```$/gm)]
  if (sides === undefined || comparison === undefined || line === undefined || more.length > 0)
    throw new Error('the page shows other commands')
  const commandsOf = ([, text = '']: RegExpMatchArray) =>
    text
      .split('\n')
      .map(command => command.trim())
      .filter(command => command !== '')
  const run = async (block: RegExpMatchArray) => {
    const ran: Ran[] = []
    for (const command of commandsOf(block)) ran.push(await runIn(folder, command))
    return ran
  }
  return { sides: await run(sides), comparison: await run(comparison), line: await run(line) }
}

function runIn(folder: string, command: string): Promise<Ran> {
  const script = `sealdesk() { '${process.execPath}' '${join(ROOT, 'dist/cli/main.js')}' "$@"; }\n${command}`
  return new Promise(resolve => {
    execFile('sh', ['-c', script], { cwd: folder }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ command, code, output: `${stdout}${stderr}`.trim() })
    })
  })
}
