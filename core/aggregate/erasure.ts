import { z } from 'zod'
import { versionSchema } from '../protocol/text.ts'

/** Erasing the content of a version: the same command and event for every kind of aggregate (specification, section 9.3). */
export const eraseContentSchema = z.strictObject({
  version: versionSchema,
  reason: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'must be a reason code such as personal_data'),
})

export const contentErased = { facts: z.object({ version: versionSchema, reason: z.string() }), content: null } as const

export function draftErasure(_: unknown, { payload }: { readonly payload: z.infer<typeof eraseContentSchema> }) {
  return { type: 'content_erased', facts: { version: payload.version, reason: payload.reason }, content: null } as const
}
