import { z } from 'zod'
import { hashSchema } from '../../../core/protocol/text.ts'

const uint32 = z.number().int().min(0).max(0xffffffff)

/** A block header as nodes, and WhatsOnChain after them, write it in JSON: hashes in display order, `bits` as hex of the number. */
export const headerSchema = z.object({
  height: z.number().int().min(0),
  version: z.number().int().min(-0x80000000).max(0xffffffff),
  /** The first block has none. */
  previousblockhash: z.union([hashSchema, z.literal('')]).nullish(),
  merkleroot: hashSchema,
  time: uint32,
  bits: z.string().regex(/^[0-9a-f]{8}$/),
  nonce: uint32,
})

/** The header's 80 bytes in hex. */
export function headerBytes(header: z.infer<typeof headerSchema>): string {
  const bytes = Buffer.alloc(80)
  bytes.writeUInt32LE(header.version >>> 0, 0)
  bytes.write(reversed(header.previousblockhash || '00'.repeat(32)), 4, 'hex')
  bytes.write(reversed(header.merkleroot), 36, 'hex')
  bytes.writeUInt32LE(header.time, 68)
  bytes.write(reversed(header.bits), 72, 'hex')
  bytes.writeUInt32LE(header.nonce, 76)
  return bytes.toString('hex')
}

function reversed(hex: string): string {
  return Buffer.from(hex, 'hex').reverse().toString('hex')
}
