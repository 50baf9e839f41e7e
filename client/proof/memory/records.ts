import { z } from 'zod'
import { trustSchema } from '../../../core/proof/bundle/trust.ts'

/** What this browser keeps of what it has seen. It is read by a later version of this page, too: each record is parsed. */

const time = z.string()
const aggregateSchema = z.object({ type: z.string(), id: z.string() })
export const seenHeadSchema = z.object({ version: z.number().int(), hash: z.string(), header: z.string() })

/** `at` is when it was seen: an ISO 8601 time of this browser's clock. */
export const headRecordSchema = z.object({ key: z.string(), at: time, head: seenHeadSchema })
export const trustRecordSchema = z.object({ key: z.literal('trust'), at: time, trust: trustSchema })
/** The newest signed checkpoint, exactly. */
export const checkpointRecordSchema = z.object({ key: z.literal('checkpoint'), at: time, checkpoint: z.string() })
/** A seal whose line from the genesis seal was checked here. */
export const sealRecordSchema = z.object({
  key: z.literal('seal'),
  at: time,
  origin: z.string(),
  genesisSeal: z.string(),
  seal: z.string(),
})
/** The exact text of a bundle that was found valid, and the seal that it begins with. */
export const bundleRecordSchema = z.object({ key: z.string(), at: time, bundle: z.string(), genesisSeal: z.string() })

/** One side of a contradiction: what was seen, as exactly as it is known. */
export const sideSchema = z.object({
  at: time.nullable(),
  head: seenHeadSchema.nullable(),
  trust: trustSchema.nullable(),
  checkpoint: z.string().nullable(),
  bundle: z.string().nullable(),
})
export type Side = z.infer<typeof sideSchema>

export const ALARM_KINDS = ['trust', 'head', 'checkpoint', 'proof'] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

/** Two things that can't both be true, kept until somebody has dealt with it. */
export const alarmSchema = z.object({
  /** The same contradiction has the same key, however often it is met. */
  key: z.string(),
  at: time,
  kind: z.enum(ALARM_KINDS),
  aggregate: aggregateSchema.nullable(),
  /** What is wrong, in one sentence. */
  message: z.string(),
  remembered: sideSchema,
  shown: sideSchema,
  /** Put aside, and why, with what was seen before still remembered; null while it is shown. */
  dismissed: z.object({ at: time, why: z.string() }).nullable(),
})
export type Alarm = z.infer<typeof alarmSchema>

export const NOTHING_SEEN: Side = { at: null, head: null, trust: null, checkpoint: null, bundle: null }
