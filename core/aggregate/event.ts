import type { z } from 'zod'
import type { Actor } from '../events/header.ts'

export type EventSchemas = Readonly<Record<string, { readonly facts: z.ZodType; readonly content: z.ZodType | null }>>

/** What every recorded event carries beside its own facts and content. */
export type Recorded = { readonly version: number; readonly at: string; readonly actor: Actor; readonly commandId: string }

/** What a machine emits when it accepts a command: an event that is not recorded yet, with all its content. */
export type DraftOf<E extends EventSchemas> = {
  [T in keyof E & string]: {
    readonly type: T
    readonly facts: z.infer<E[T]['facts']>
    readonly content: E[T]['content'] extends z.ZodType ? z.infer<E[T]['content']> : null
  }
}[keyof E & string]

/** A recorded event as a machine applies it. Content is null where there is none, or where it was erased. */
export type EventOf<E extends EventSchemas> = {
  [T in keyof E & string]: Recorded & {
    readonly type: T
    readonly facts: z.infer<E[T]['facts']>
    readonly content: E[T]['content'] extends z.ZodType ? z.infer<E[T]['content']> | null : null
  }
}[keyof E & string]
