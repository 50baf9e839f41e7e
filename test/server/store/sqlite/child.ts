import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export type Child = {
  readonly process: ChildProcess
  /** The next line that it prints; null when it has ended. */
  line(): Promise<string | null>
  /** Ends it as a power cut would, and waits until it is gone. */
  kill(): Promise<void>
}

/** Another process that runs a script beside this file. It is ended with the test. */
export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  onTestFinished(kill)
  return {
    process: child,
    async line() {
      const next = await lines.next()
      return next.done === true ? null : next.value
    },
    kill,
  }
}
