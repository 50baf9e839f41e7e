import { z } from 'zod'
import { parseBlockHeader } from '../../../core/proof/bitcoin/header.ts'
import { hashSchema } from '../../../core/protocol/text.ts'
import type { ChainSource } from '../network.ts'
import type { Schedule } from '../schedule.ts'
import { type HttpAnswer, HttpClient } from './http.ts'
import { parseAnswer } from './json-answer.ts'
import { createPace } from './pace.ts'
import { headerBytes, headerSchema } from './whatsonchain-header.ts'

export type WhatsOnChainOptions = {
  /** With the network's part: `https://api.whatsonchain.com/v1/bsv/test`. */
  readonly url: string
  readonly apiKey: string | null
  readonly fetch: typeof fetch
  /** Milliseconds from the beginning of one request to that of the next; 0: no limit. */
  readonly intervalMs: number
  readonly schedule: Schedule
  readonly timeoutMs?: number
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined
}

const TIMEOUT_MS = 15_000

const count = z.number().int().min(0)

const unspentSchema = z.object({
  result: z
    .array(
      z.object({
        tx_hash: hashSchema,
        tx_pos: count,
        value: count,
        /** An output that a transaction in the mempool spends is still listed. */
        isSpentInMempoolTx: z.boolean().nullish(),
        status: z.string().nullish(),
      }),
    )
    .nullable(),
  error: z.string().nullish(),
})

const tipSchema = z.object({ blocks: count, bestblockhash: hashSchema })
const spentSchema = z.object({ txid: hashSchema })
const transactionSchema = z.string().regex(/^(?:[0-9a-f]{2}){10,}$/)

/** A client of WhatsOnChain's interface. What it answers is only checked for its form. */
export function createWhatsOnChain(options: WhatsOnChainOptions): ChainSource {
  const { url, apiKey, fetch, intervalMs, schedule, timeoutMs = TIMEOUT_MS, signal } = options
  const http = new HttpClient({ service: 'WhatsOnChain', url, authorization: apiKey, fetch, timeoutMs, signal })
  const pace = createPace(intervalMs, schedule)

  /** Null where the service doesn't know what is asked for. */
  async function find(path: string): Promise<HttpAnswer | null> {
    const answer = await pace(() => http.get(path))
    if (answer.status === 404) return null
    if (answer.status !== 200) throw http.unusable(`answered with status ${answer.status}`)
    return answer
  }

  return {
    async unspent(address) {
      const answer = await find(`/address/${encodeURIComponent(address)}/unspent/all`)
      if (answer === null) return []
      const { result, error } = parseAnswer(http, answer, unspentSchema)
      if (error) throw http.unusable('couldn’t list unspent outputs')
      return (result ?? [])
        .filter(output => output.isSpentInMempoolTx !== true)
        .map(({ tx_hash, tx_pos, value, status }) => ({
          txid: tx_hash,
          vout: tx_pos,
          satoshis: value,
          confirmed: status === 'confirmed',
        }))
    },
    async spender(txid, vout) {
      const answer = await find(`/tx/${txid}/${vout}/spent`)
      return answer === null ? null : parseAnswer(http, answer, spentSchema).txid
    },
    async tip() {
      const answer = await find('/chain/info')
      if (answer === null) throw http.unusable('doesn’t know this network')
      const { blocks, bestblockhash } = parseAnswer(http, answer, tipSchema)
      return { height: blocks, hash: bestblockhash }
    },
    async header(height) {
      const answer = await find(`/block/${height}/header`)
      if (answer === null) return null
      const header = parseAnswer(http, answer, headerSchema)
      if (header.height !== height) throw http.unusable('answered about another block')
      return headerBytes(header)
    },
    async hasBlock(hash) {
      const answer = await find(`/block/${hash}/header`)
      if (answer === null) return false
      const { hash: found } = parseBlockHeader(headerBytes(parseAnswer(http, answer, headerSchema)))
      if (found !== hash) throw http.unusable('answered about another block')
      return true
    },
    async transaction(txid) {
      const answer = await find(`/tx/${txid}/hex`)
      if (answer === null) return null
      const hex = transactionSchema.safeParse(answer.text.trim().toLowerCase())
      if (!hex.success) throw http.unusable('answered with something that isn’t a transaction')
      return hex.data
    },
  }
}
