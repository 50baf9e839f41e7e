import { z } from 'zod'
import { hashSchema } from '../../../core/protocol/text.ts'
import type { TransactionStatus } from '../network.ts'

type Rejected = Extract<TransactionStatus, { state: 'rejected' }>
type Reason = Rejected['reason']

const word = z.string().nullish()

/** What ARC, and Arcade, say about a transaction. Empty strings and null both stand for what isn't known. */
export const arcTransactionSchema = z.object({
  txid: hashSchema,
  txStatus: z.string().min(1).max(64),
  extraInfo: word,
  competingTxs: z.array(z.string()).nullish(),
  blockHash: word,
  blockHeight: z.number().int().nullish(),
  merklePath: word,
})
type ArcTransaction = z.infer<typeof arcTransactionSchema>

/** A refusal (RFC 7807). ARC's own number for it is `status`: Arcade answers all of them with HTTP 400. */
export const arcProblemSchema = z.object({
  status: z.number().int(),
  title: word,
  detail: word,
  extraInfo: word,
})
type ArcProblem = z.infer<typeof arcProblemSchema>

/**
 * ARC's many words in ours. Only SEEN_ON_NETWORK and what comes after it is progress: the words before say that ARC has it, not the network.
 * MINED_IN_STALE_BLOCK is pending: the block is gone, and ARC sends it again.
 */
export function statusOf(answer: ArcTransaction): TransactionStatus {
  switch (answer.txStatus) {
    case 'UNKNOWN':
      return { state: 'unknown' }
    case 'SEEN_ON_NETWORK':
    case 'SEEN_MULTIPLE_NODES':
      return { state: 'seen' }
    case 'MINED':
    case 'IMMUTABLE':
      return minedIn(answer)
    case 'DOUBLE_SPEND_ATTEMPTED':
      return rejected('conflict', describe([answer.txStatus, answer.extraInfo, ...(answer.competingTxs ?? [])]))
    case 'INVALID':
    case 'MALFORMED':
      return rejected('malformed', describe([answer.txStatus, answer.extraInfo]))
    case 'REJECTED':
      return rejected(reasonInWords(answer.extraInfo ?? ''), describe([answer.txStatus, answer.extraInfo]))
    default:
      return { state: 'pending', detail: answer.txStatus }
  }
}

/** A block that isn't named yet is a reason to ask again, not to doubt. */
function minedIn({ blockHash, blockHeight, merklePath }: ArcTransaction): TransactionStatus {
  const block = hashSchema.safeParse(blockHash)
  if (!block.success || typeof blockHeight !== 'number' || blockHeight < 0) return { state: 'seen' }
  return { state: 'mined', height: blockHeight, block: block.data, path: merklePath ? merklePath.toLowerCase() : null }
}

/** ARC's numbers for refusals. 409 isn't among them: it stands for errors of ARC's own. */
const REASONS: ReadonlyMap<number, Reason> = new Map([
  [400, 'malformed'],
  [460, 'malformed'],
  [461, 'malformed'],
  [462, 'malformed'],
  [463, 'malformed'],
  [464, 'malformed'],
  [465, 'fee_too_low'],
  [466, 'conflict'],
  [467, 'malformed'],
  [468, 'malformed'],
  [469, 'malformed'],
  [471, 'refused'],
  [472, 'refused'],
  [473, 'fee_too_low'],
  [474, 'malformed'],
  [475, 'malformed'],
  [476, 'refused'],
])

/** Null where it isn't a refusal of the transaction. */
export function refusalOf(problem: ArcProblem): Rejected | null {
  const reason = REASONS.get(problem.status)
  return reason === undefined ? null : rejected(reason, describe([`${problem.status}`, problem.title, problem.detail, problem.extraInfo]))
}

/** A node's words, for a refusal that came after ARC had accepted. */
function reasonInWords(text: string): Reason {
  if (/\bfee\b|insufficient priority/i.test(text)) return 'fee_too_low'
  return /conflict|double.?spend|missing.?inputs/i.test(text) ? 'conflict' : 'refused'
}

function rejected(reason: Reason, detail: string): Rejected {
  return { state: 'rejected', reason, detail }
}

/** Characters of a service's own words that are kept. */
const MAX_DETAIL = 500

function describe(parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter(part => part)
    .join(' · ')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, MAX_DETAIL)
}
