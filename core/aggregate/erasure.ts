import { z } from 'zod'
import { versionSchema } from '../protocol/text.ts'

/** Why a text is erased, as people are asked. A command may give another code of the same form: it stays readable for ever. */
export const ERASURE_REASONS = ['personal_data', 'confidential', 'unlawful', 'abusive', 'mistake', 'other'] as const
export type ErasureReason = (typeof ERASURE_REASONS)[number]

/** Erasing the content of a version: the same command and event for every kind of aggregate (specification, section 9.3). */
export const eraseContentSchema = z.strictObject({
  version: versionSchema,
  reason: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a reason code such as personal_data'),
})

export const contentErased = { facts: z.object({ version: versionSchema, reason: z.string() }), content: null } as const

export function draftErasure(_: unknown, { payload }: { readonly payload: z.infer<typeof eraseContentSchema> }) {
  return { type: 'content_erased', facts: { version: payload.version, reason: payload.reason }, content: null } as const
}
