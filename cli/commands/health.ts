import { z } from 'zod'
import { readConfig } from '../../server/config.ts'
import { EXIT, type Run } from '../command.ts'

/** A server takes five seconds to say that its lists are behind, or that its store doesn't answer. */
const WITHIN_MS = 7000
const readySchema = z.object({ leases: z.object({ anchors: z.boolean(), lists: z.boolean() }) })
const problemSchema = z.object({ error: z.object({ text: z.string() }) })

/** Whether the server of this configuration is ready to serve: for what watches over it. */
export const runHealth: Run = async (_, { env, output, errors }) => {
  const { host, port } = readConfig(env)
  const url = `http://${reachable(host)}:${port}/readyz`
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS) })
    if (answer.ok) {
      const { data: ready } = readySchema.safeParse(await answer.json().catch(() => null))
      output.write(`The server at ${url} is ready.${ready === undefined ? '' : ` ${dutiesOf(ready.leases)}`}\n`)
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

function dutiesOf({ anchors, lists }: { readonly anchors: boolean; readonly lists: boolean }): string {
  if (anchors && lists) return 'It makes epochs and anchors, and writes the lists.'
  if (!anchors && !lists) return 'Another server makes epochs and anchors, and writes the lists.'
  return anchors
    ? 'It makes epochs and anchors; another server writes the lists.'
    : 'It writes the lists; another server makes epochs and anchors.'
}

/** Whoever listens on all addresses is reached on this machine's own. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}
