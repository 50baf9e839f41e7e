import { z } from 'zod'
import { readConfig } from '../../server/config.ts'
import { EXIT, type Run } from '../command.ts'

const WITHIN_MS = 4000
const problemSchema = z.object({ error: z.object({ text: z.string() }) })

/** Whether the server of this configuration is ready to serve: for what watches over it. */
export const runHealth: Run = async (_, { env, output, errors }) => {
  const { host, port } = readConfig(env)
  const url = `http://${reachable(host)}:${port}/readyz`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) })
    if (answer.ok) {
      output.write(`The server at ${url} is ready.\n`)
      return EXIT.done
    }
    const { data: problem } = problemSchema.safeParse(await answer.json().catch(() => null))
    errors.write(`The server at ${url} is not ready: ${problem?.error.text ?? `it answered ${answer.status}.`}\n`)
  } catch (error) {
    const why = error instanceof Error && error.name === 'TimeoutError' ? 'it didn’t answer in time' : 'nobody answers there'
    errors.write(`The server at ${url} is not ready: ${why}.\n`)
  }
  return EXIT.failed
}

/** Whoever listens on all addresses is reached on this machine's own. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
