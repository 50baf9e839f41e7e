import { z } from 'zod'
import { BUNDLE_FORMAT } from '../../../core/proof/bundle/bundle.ts'
import { outpointSchema, trustSchema } from '../../../core/proof/bundle/trust.ts'
import { hashSchema, uuidSchema } from '../../../core/protocol/text.ts'
import { everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { wholeNumber } from '../paging.ts'
import { bare, defineRoute, json, jsonPieces, queryOf, type Route, text } from '../route.ts'

/** Seals that one may name at once. */
const MOST_SEALS = 32

const hex = z.string()
const bundleSchema = z.object({
  format: z.literal(BUNDLE_FORMAT),
  origin: z.string(),
  genesisSeal: outpointSchema,
  aggregate: z.object({ type: z.string(), id: uuidSchema }),
  events: z.array(z.object({ header: z.string(), salt: z.string().nullable(), content: z.string().nullable() })),
  map: z.object({ version: z.number().int(), siblings: z.array(hashSchema.nullable()) }),
  epoch: z.string(),
  tlogProof: z.string(),
  seals: z.array(hex),
  bump: hex.nullable(),
  headers: z.array(hex),
})

const { $schema: _, ...outpointAsJson } = z.toJSONSchema(outpointSchema)
/** Given once, or again and again. */
const seals = z
  .preprocess(value => (typeof value === 'string' ? [value] : value), z.array(z.string()).max(MOST_SEALS))
  .refine(given => given.every(seal => outpointSchema.safeParse(seal).success), 'must be an outpoint, txid:vout')
  .meta({ type: 'array', items: outpointAsJson, maxItems: MOST_SEALS })

const size = wholeNumber(0, Number.MAX_SAFE_INTEGER)

export function proofRoutes({ proofs }: Pick<HttpDeps, 'proofs'>): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/proofs/:type/:id',
      summary:
        'The proof bundle of a history, to be checked offline: from the genesis seal, or from a later seal of the line; of several, from the last one that doesn’t make it stand on a later anchor',
      access: everybody,
      params: z.object({ type: z.enum(['ticket', 'user', 'anchor']), id: uuidSchema }),
      query: queryOf({ seal: seals.optional() }),
      answer: jsonPieces(bundleSchema),
      errors: ['not_found', 'proof_not_ready', 'anchoring_off', 'no_genesis_seal', 'too_large', 'overloaded'],
      handle: ({ params, query }) => proofs.bundlePieces(params, query),
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/trust',
      summary: 'The trust file of this log. Who gets it from here trusts this server at that moment',
      access: everybody,
      answer: json(trustSchema),
      errors: ['anchoring_off', 'no_genesis_seal'],
      handle: async () => proofs.trust(),
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/checkpoint',
      summary: 'The newest signed checkpoint of the epoch log',
      access: everybody,
      answer: text,
      errors: ['proof_not_ready'],
      handle: () => proofs.checkpoint(),
    }),
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/consistency',
      summary: 'That the epoch log of the second size begins with that of the first: hashes of RFC 6962, 2.1.2',
      access: everybody,
      query: queryOf({ first: size, second: size }),
      answer: json(z.object({ path: z.array(hashSchema) })),
      handle: async ({ query: { first, second } }) => ({ path: [...(await proofs.consistency(first, second))] }),
    }),
  ]
}
