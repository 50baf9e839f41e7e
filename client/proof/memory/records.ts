import { z } from 'zod'
import { trustSchema } from '../../../core/proof/bundle/trust.ts'
import { stated } from './stated.ts'

/** What this browser keeps of what it has seen. It is read by a later version of this page, too: each record is parsed. */

const time = z.string()
const aggregateSchema = z.object({ type: z.string(), id: z.string() })
export const seenHeadSchema = z.object({ version: z.number().int(), hash: z.string(), header: z.string() })

/** `at` is when it was seen: an ISO 8601 time of this browser's clock. */
export const headRecordSchema = z.object({ key: z.string(), at: time, head: seenHeadSchema })
export const trustRecordSchema = z.object({ key: z.literal('trust'), at: time, trust: trustSchema })
/** The newest signed checkpoint, exactly. */
export const checkpointRecordSchema = z.object({ key: z.literal('checkpoint'), at: time, checkpoint: z.string() })
/** Seals whose line from the genesis seal was checked here. */
export const sealsRecordSchema = z.object({
  key: z.literal('seals'),
  at: time,
  origin: z.string(),
  genesisSeal: z.string(),
  seals: z.array(z.object({ seal: z.string(), place: z.number().int() })),
})
/** The exact text of a bundle that was found valid, and the seal that it begins with. */
export const bundleRecordSchema = z.object({ key: z.string(), at: time, bundle: z.string(), genesisSeal: z.string() })

const sideSchema = z.object({
  at: time.nullable(),
  head: seenHeadSchema.nullable(),
  /** Exactly as the server gave it: at the first visit, or now. */
  trust: trustSchema.nullable(),
  checkpoint: z.string().nullable(),
  bundle: z.string().nullable(),
  /** The seal that the bundle begins with, as it was verified or asked for; null where that is the trust file’s own. */
  begins: z.string().nullable(),
})
/** One side of a contradiction: what was seen, as exactly as it is known. */
export type Side = z.infer<typeof sideSchema>

/** An earlier version of this page kept no `begins`. */
const keptSideSchema = sideSchema.partial({ begins: true })

/** What a server is asked for beside a contradiction. */
export const PARTS = ['trust', 'checkpoint', 'bundle'] as const
export type Part = (typeof PARTS)[number]

export const ALARM_KINDS = ['trust', 'head', 'checkpoint', 'proof'] as const
export type AlarmKind = (typeof ALARM_KINDS)[number]

/**
 * In what a log contradicts the remembered one (another key signs it; it is smaller; it doesn't begin alike; it differs at the same size), or a
 * history (it is shorter; another event stands at a version).
 */
export const WHYS = ['unsigned', 'smaller', 'inconsistent', 'same_size', 'shorter', 'another_event'] as const
export type Why = (typeof WHYS)[number]

/** Two things that can't both be true, kept until somebody has dealt with it. */
export const alarmSchema = z
  .object({
    /** The same contradiction has the same key, however often it is met, and however what is shown goes on. */
    key: z.string(),
    at: time,
    kind: z.enum(ALARM_KINDS),
    aggregate: aggregateSchema.nullable(),
    /** By which people know the ticket that it is about, as a bundle of it says; null where none does, or it is about something else. */
    number: z.number().int().nullable().default(null),
    /** Null where it is about a trust file or a proof, and where an earlier version of this page kept it. */
    why: z.enum(WHYS).nullable().default(null),
    /** What is wrong, in one or two sentences. */
    message: z.string(),
    remembered: keptSideSchema,
    shown: keptSideSchema,
    /** What of `shown` is still to be had from the server; where an earlier version of this page kept it, what it has nothing of. */
    lacking: z.array(z.enum(PARTS)).optional(),
    /** Put aside, and why, with what was seen before still remembered; null while it is shown. */
    dismissed: z.object({ at: time, why: z.string() }).nullable(),
  })
  .transform(alarm => ({
    ...alarm,
    lacking: alarm.lacking ?? besides(alarm),
    remembered: withBeginning(alarm.remembered, true),
    // A bundle that wasn't from where it was asked from has raised no alarm of this kind, and none was checked for the others.
    shown: withBeginning(alarm.shown, alarm.kind === 'proof'),
  }))
export type Alarm = z.infer<typeof alarmSchema>

/** Two things that can’t both be true, as they are met. */
export type Contradiction = Omit<Alarm, 'at' | 'dismissed' | 'lacking'>

export const NOTHING_SEEN: Side = { at: null, head: null, trust: null, checkpoint: null, bundle: null, begins: null }

type Besides = {
  readonly kind: AlarmKind
  readonly aggregate: { readonly type: string } | null
  readonly shown: { readonly [part in Part]: unknown }
}

/** The parts that a contradiction doesn't come with, and that can be had beside it. A checkpoint that is asked for later isn't the one that contradicts. */
export function besides({ kind, aggregate, shown }: Besides): Part[] {
  const canBe = { trust: true, checkpoint: kind !== 'checkpoint', bundle: aggregate !== null }
  return PARTS.filter(part => shown[part] === null && canBe[part])
}

export function isLacking({ lacking }: Pick<Alarm, 'lacking'>): boolean {
  return lacking.length > 0
}

/** `wasChecked`: that the bundle begins where it says was verified. */
function withBeginning({ begins, ...side }: z.infer<typeof keptSideSchema>, wasChecked: boolean): Side {
  if (begins !== undefined) return { ...side, begins }
  return { ...side, begins: wasChecked && side.bundle !== null ? (stated(side.bundle)?.genesisSeal ?? null) : null }
}
