import { createHash } from 'node:crypto'
import type { MapChange } from '../../../../core/proof/map/update.ts'

/** Section 4 once more, by other means: paths as strings of bits, the platform's SHA-256. */
export function referenceRoot(entries: readonly MapChange[]): string {
  return root(entries.map(({ key, value }) => ({ bits: bitsOf(key), key, value }))).toString('hex')
}

type Entry = MapChange & { readonly bits: string }

function root(entries: readonly Entry[]): Buffer {
  const [entry] = entries
  if (entry === undefined) return Buffer.alloc(32)
  if (entries.length === 1) return sha256(2, entry.key, entry.value)
  const half = (bit: string) =>
    root(entries.filter(({ bits }) => bits.startsWith(bit)).map(rest => ({ ...rest, bits: rest.bits.slice(1) })))
  return sha256(3, half('0'), half('1'))
}

function bitsOf(key: Uint8Array): string {
  return Array.from(key, byte => byte.toString(2).padStart(8, '0')).join('')
}

function sha256(tag: number, left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(tag)).update(left).update(right).digest()
}
