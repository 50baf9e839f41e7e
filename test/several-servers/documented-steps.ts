import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../support/free-port.ts'
import { type Finished, ROOT, temporaryFolder, untilFinished } from '../support/server-process.ts'

/** What docs/mongodb.md names. */
const PORTS = /\b(?:3001|3002|4000)\b/g

/** A command that goes on until Ctrl+C. */
type Started = {
  /** Presses Ctrl+C in its terminal. */
  stop(): Promise<void>
}

/** A folder that is empty but for the program, in which what docs/mongodb.md shows is done. */
export type Place = {
  readonly path: string
  /** Runs a line to its end; `typed`: what is typed when it asks. */
  run(line: string, typed?: string): Promise<Finished>
  /** Runs a line that goes on, and waits until it has said this. */
  start(line: string, says: RegExp): Promise<Started>
  /** Stops what still runs, the last first, and removes the folder. */
  close(): Promise<void>
}

/** The blocks of a section that are for a shell, in their order. */
export async function shownBlocks(title: string): Promise<readonly string[]> {
  const page = await readFile(join(ROOT, 'docs/mongodb.md'), 'utf8')
  const [, section] = page.split(new RegExp(`^#+ ${title}$`, 'm'))
  if (section === undefined) throw new Error(`docs/mongodb.md has no section “${title}”`)
  const [own = ''] = section.split(/^#+ /m)
  return [...own.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].map(([, block = '']) => block.replace(/^ +/gm, '').trim())
}

/** Lines are run as they stand, but for their ports, in whose place free ones are used: this is the only thing that is changed in them. */
export async function emptyPlace(): Promise<Place> {
  const folder = await temporaryFolder()
  const free = new Map([
    ['3001', await freePort()],
    ['3002', await freePort()],
    ['4000', await freePort()],
  ])
  const running: Started[] = []
  // In the checkout npx finds the program as the folder's own; here as one that is installed.
  await mkdir(join(folder.path, 'node_modules/.bin'), { recursive: true })
  await symlink(join(ROOT, 'dist/cli/main.js'), join(folder.path, 'node_modules/.bin/sealdesk'))

  function shell(line: string, typed: string): ChildProcess {
    const onFreePorts = line.replace(PORTS, port => String(free.get(port)))
    const own = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$|^NODE_ENV$/i.test(name))
    const env = { ...Object.fromEntries(own), npm_config_offline: 'true' }
    // A group of processes of its own, as a terminal's: Ctrl+C goes to all of it.
    const child = spawn('sh', ['-c', onFreePorts], {
      cwd: folder.path,
      env,
      stdio: [typed === '' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
    child.stdin?.end(typed)
    return child
  }

  return {
    path: folder.path,

    run: (line, typed = '') => untilFinished(shell(line, typed)),

    async start(line, says) {
      const child = shell(line, '')
      let said = ''
      let isRunning = true
      const ended = once(child, 'close').then(() => {
        isRunning = false
      })
      await new Promise<void>((resolve, reject) => {
        const read = (chunk: Buffer) => {
          said += chunk.toString()
          if (says.test(said)) resolve()
        }
        child.stdout?.on('data', read)
        child.stderr?.on('data', read)
        void ended.then(() => reject(new Error(`“${line}” ended:\n${said}`)))
      })
      const started = {
        async stop() {
          if (isRunning && child.pid !== undefined) process.kill(-child.pid, 'SIGINT')
          await ended
        },
      }
      running.push(started)
      return started
    },

    async close() {
      for (const started of running.splice(0).reverse()) await started.stop()
      await folder.remove()
    },
  }
}
