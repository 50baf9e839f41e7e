import { z } from 'zod'
import { type Broadcaster, MOST_FEE_RATE, type TransactionStatus } from '../network.ts'
import { arcProblemSchema, arcTransactionSchema, refusalOf, statusOf } from './arc-status.ts'
import { type HttpAnswer, HttpClient } from './http.ts'
import { jsonOrUndefined, parseAnswer } from './json-answer.ts'

export type ArcOptions = {
  /** Without `/v1`: `https://arc.taal.com`. */
  readonly url: string
  readonly apiKey: string | null
  readonly fetch: typeof fetch
  readonly timeoutMs?: number
  /** Ends what is under way. */
  readonly signal?: AbortSignal | undefined
}

/** ARC answers within 5 seconds by itself; nodes behind it may take longer. */
const TIMEOUT_MS = 15_000

const policySchema = z.object({ miningFee: z.object({ satoshis: z.number().min(0), bytes: z.number().int().min(1) }) })
/** ARC wraps the policy, Arcade doesn't. */
const policyAnswerSchema = z.union([z.object({ policy: policySchema }).transform(({ policy }) => policy), policySchema])

/**
 * A client of ARC's interface, which Arcade speaks as well. Arcade has the routes of transactions without `/v1`: where the one isn't found
 * the other is tried.
 */
export function createArc(options: ArcOptions): Broadcaster {
  const { url, apiKey, fetch, timeoutMs = TIMEOUT_MS, signal } = options
  const http = new HttpClient({ service: 'ARC', url, authorization: apiKey === null ? null : `Bearer ${apiKey}`, fetch, timeoutMs, signal })
  /** The one that answered last stands first. */
  const prefixes: ['/v1', ''] | ['', '/v1'] = ['/v1', '']

  async function ask(request: (prefix: string) => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const [likely, other] = prefixes
    const answer = await request(likely)
    if (answer.status !== 404) return answer
    const second = await request(other)
    if (second.status !== 404) prefixes.reverse()
    return second
  }

  /** It must be about our transaction: a client that trusts the id it is given takes a stranger's status for its own. */
  function readStatus(answer: HttpAnswer, txid: string): TransactionStatus {
    const transaction = parseAnswer(http, answer, arcTransactionSchema)
    if (transaction.txid !== txid) throw http.unusable('answered about another transaction')
    return statusOf(transaction)
  }

  return {
    async feeRate() {
      // Both have this one with /v1.
      const { miningFee } = parseAnswer(http, await http.get('/v1/policy'), policyAnswerSchema)
      const rate = (miningFee.satoshis * 1000) / miningFee.bytes
      if (rate > MOST_FEE_RATE) throw http.unusable(`asks for ${rate} satoshis per 1000 bytes, more than ${MOST_FEE_RATE} aren’t paid`)
      return rate
    },
    async submit(extended, txid) {
      const answer = await ask(prefix => http.post(`${prefix}/tx`, { rawTx: extended }))
      if (answer.status < 300) return readStatus(answer, txid)
      const problem = arcProblemSchema.safeParse(jsonOrUndefined(answer.text))
      const refusal = problem.success ? refusalOf(problem.data) : null
      if (refusal === null) throw http.unusable(`answered a transaction with status ${answer.status}`)
      return refusal
    },
    async status(txid) {
      const answer = await ask(prefix => http.get(`${prefix}/tx/${txid}`))
      return answer.status === 404 ? { state: 'unknown' } : readStatus(answer, txid)
    },
  }
}
