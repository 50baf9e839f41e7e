import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { ROOT } from './root.mjs'

/**
 * @typedef {{ code: number, output: string }} Ended
 * @typedef {{ show?: boolean, env?: NodeJS.ProcessEnv, cwd?: string }} RunOptions
 */

/**
 * Runs Node with these arguments and waits for its end. A program that a signal ended has the code a shell would give it.
 * What it prints is collected, or goes straight to the terminal with `show`.
 *
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Ended>}
 */
export function runNode(args, { show = false, env = process.env, cwd = ROOT } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'] })
    const release = passSignalsTo(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', text => {
        output += text
      })
    }
    child.once('error', error => {
      release()
      reject(error)
    })
    child.once('close', (code, signal) => {
      release()
      resolve({ code: code ?? (signal === null ? 1 : 128 + constants.signals[signal]), output })
    })
  })
}

/**
 * Without this, ending the script would leave what it started running.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function passSignalsTo(child) {
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  /** @param {NodeJS.Signals} signal */
  const pass = signal => {
    child.kill(signal)
    // The script itself ends with the same signal, as it would have without us.
    release()
    process.kill(process.pid, signal)
  }
  const release = () => {
    for (const signal of signals) process.off(signal, pass)
  }
  for (const signal of signals) process.on(signal, pass)
  return release
}

/** @param {number} since performance.now() at the start */
export const seconds = since => `${((performance.now() - since) / 1000).toFixed(1)} s`
