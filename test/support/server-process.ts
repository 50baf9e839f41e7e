import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CLI = join(ROOT, 'dist/cli/main.js')

export type ServerProcess = {
  readonly url: string
  /** What it has printed so far. */
  output(): string
  /** Ends it as a power failure would. */
  kill(): Promise<void>
  /** Stops it in its tracks, until it is let go on. */
  pause(): void
  goOn(): void
  /** Asks it to stop; answers its exit code. */
  stop(): Promise<number | null>
}

/** A folder of its own for a store, and how to get rid of it. */
export async function temporaryFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'sealdesk-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

function environment(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: 'test',
    HOST: '127.0.0.1',
    PORT: '0',
    DEMO: 'off',
    STORE_URL: `sqlite:${join(folder, 'sealdesk.db')}`,
    ...env,
  }
}

/** Starts the built server as its operator would, on a free port, and waits until it listens. */
export async function startServerProcess(folder: string, env: NodeJS.ProcessEnv = {}): Promise<ServerProcess> {
  const child = spawn(process.execPath, [CLI, 'serve'], { cwd: folder, env: environment(folder, env), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const exited = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const address = /Sealdesk is at (http:\/\/[^\s"]+)/.exec(output)
      if (address?.[1] !== undefined) resolve(address[1])
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('exit', code => reject(new Error(`the server ended with code ${code} before it listened:\n${output}`)))
  })
  return {
    url,
    output: () => output,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async stop() {
      child.kill('SIGTERM')
      await exited
      return child.exitCode
    },
  }
}

export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** Runs the command line to its end; `unread`: with an output that is closed before anything is written to it. */
export async function runCli(
  args: readonly string[],
  folder: string,
  options: { input?: string; env?: NodeJS.ProcessEnv; unread?: boolean } = {},
): Promise<Finished> {
  const child: ChildProcess = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: environment(folder, options.env ?? {}),
    stdio: 'pipe',
  })
  const finished = untilFinished(child)
  if (options.unread) child.stdout?.destroy()
  child.stdin?.end(options.input ?? '')
  return finished
}

/** What a process that was just started has written when it has ended, and with which code it did. */
export async function untilFinished(child: ChildProcess): Promise<Finished> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', chunk => {
    stdout += chunk
  })
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  await once(child, 'close')
  return { code: child.exitCode, stdout, stderr }
}
