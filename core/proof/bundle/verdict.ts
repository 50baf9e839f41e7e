import { z } from 'zod'
import { CHECKS } from './checks.ts'

export type { CheckName } from './checks.ts'

/** A check that failed: which, by which of its rules, at which version where it has one, and the two values that differ. */
export const failedCheckSchema = z.object({
  check: z.enum(CHECKS),
  rule: z.string(),
  version: z.number().int().nullable(),
  message: z.string(),
  expected: z.string().nullable(),
  actual: z.string().nullable(),
})
export type FailedCheck = z.infer<typeof failedCheckSchema>

/** A block as the verdict names it. `time` (of its header, UTC) is null where the verifier doesn't know the header. */
const blockMomentSchema = z.object({ block: z.string(), time: z.string().nullable() })
export type BlockMoment = z.infer<typeof blockMomentSchema>

const checkpointSummarySchema = z.object({ size: z.number().int(), root: z.string() })

const fromTo = { from: z.number().int(), to: z.number().int(), notBefore: blockMomentSchema.nullable() }

/** What is proven of the versions `from` to `to`, both included. Section 9.13 says what each kind means. */
export const provenRangeSchema = z.discriminatedUnion('proven', [
  z.object({
    ...fromTo,
    proven: z.literal('anchored'),
    /** Transaction id of the covering anchor, and the block that holds it. */
    anchor: z.string(),
    block: z.string(),
    /** As the Merkle path claims it; known only to a verifier with its own list of headers. */
    height: z.number().int(),
    heightKnown: z.boolean(),
    notAfter: z.object({ block: z.string(), time: z.string() }),
    checkpoint: checkpointSummarySchema,
  }),
  /** `anchor` is the transaction that covers it without being in a known block; null where there is none yet. */
  z.object({ ...fromTo, proven: z.literal('signed'), anchor: z.string().nullable(), checkpoint: checkpointSummarySchema }),
  z.object({ ...fromTo, proven: z.literal('chained') }),
])
export type ProvenRange = z.infer<typeof provenRangeSchema>

export const HEADER_STATES = ['known', 'work-only', 'none'] as const

/** The report of a check, as JSON. Sections 7 and 9.12. In an invalid one, lists hold only what had been established before. */
export const verdictSchema = z.object({
  verdict: z.enum(['VALID', 'INVALID']),
  origin: z.string().nullable(),
  aggregate: z.object({ type: z.string(), id: z.string() }).nullable(),
  /** Hash of the last event. */
  head: z.string().nullable(),
  ranges: z.array(provenRangeSchema),
  content: z.array(z.object({ version: z.number().int(), state: z.enum(['present', 'erased', 'none']) })),
  header: z.enum(HEADER_STATES),
  /** How many block headers the bundle brought. */
  headersGiven: z.number().int(),
  /** Sentences. */
  cannotTell: z.array(z.string()),
  failed: failedCheckSchema.nullable(),
})
export type Verdict = z.infer<typeof verdictSchema>
