import { z } from 'zod'
import type { Aggregate } from '../../../core/events/names.ts'
import { type TrustFile, trustSchema } from '../../../core/proof/bundle/trust.ts'
import { anchoringStatusSchema } from '../../../core/protocol/anchoring.ts'
import { ERRORS, type ErrorCode, errorBodySchema } from '../../../core/protocol/errors.ts'
import { hashSchema } from '../../../core/protocol/text.ts'
import { type Fetched, fetchJson } from '../../pages/fetch-json.ts'
import type { ConsistencyAnswer } from './judge-checkpoint.ts'

/** What a server shows of its log. Nothing of it is believed: it is compared, and verified. */
export interface LogServer {
  /** Whether there can be a trust file, and whether there can be a checkpoint: asking in vain is left out. */
  has(): Promise<Fetched<{ readonly trust: boolean; readonly checkpoint: boolean }>>
  trust(): Promise<Fetched<TrustFile>>
  checkpoint(): Promise<Fetched<string>>
  consistency(first: number, second: number): Promise<ConsistencyAnswer>
  /** The exact text of a proof bundle: from the genesis seal, or from one of these seals, as it suits the history best. */
  bundle(aggregate: Aggregate, seals: readonly string[]): Promise<Fetched<string>>
}

const statusSchema = z.object({ status: anchoringStatusSchema })
const pathSchema = z.object({ path: z.array(hashSchema) })

/** The server that this page is from. */
export const logServer: LogServer = {
  async has() {
    const found = await fetchJson('/api/anchors?limit=1', statusSchema)
    if (!found.ok) return found
    const { network, genesisSeal, epoch } = found.value.status
    return { ok: true, value: { trust: network !== 'none' && genesisSeal !== null, checkpoint: epoch !== null } }
  },
  trust: () => fetchJson('/api/trust', trustSchema),
  checkpoint: () => fetchText('/api/checkpoint'),
  async consistency(first, second) {
    const found = await fetchJson(`/api/consistency?first=${first}&second=${second}`, pathSchema)
    if (found.ok) return { kind: 'path', path: found.value.path }
    return { kind: found.code === 'malformed' || found.code === 'bad_request' ? 'refused' : 'away' }
  },
  bundle: ({ type, id }, seals) => fetchText(`/api/proofs/${type}/${id}${seals.length === 0 ? '' : `?seal=${seals.join('&seal=')}`}`),
}

async function fetchText(path: string): Promise<Fetched<string>> {
  try {
    const response = await fetch(path, { cache: 'no-store' })
    const text = await response.text()
    return response.ok ? { ok: true, value: text } : refused(text)
  } catch {
    return { ok: false, code: 'store_unavailable', text: 'The server can’t be reached. Try again when the connection is back.' }
  }
}

function refused(body: string): Fetched<string> {
  const parsed = errorBodySchema.safeParse(parsedJson(body))
  if (parsed.success) return { ok: false, ...parsed.data.error }
  const code: ErrorCode = 'internal'
  return { ok: false, code, text: ERRORS[code].text }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
