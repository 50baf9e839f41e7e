import { isHash } from '../../events/names.ts'
import { BytesError } from '../bitcoin/bytes.ts'
import { type BlockHeader, parseBlockHeader } from '../bitcoin/header.ts'

/** A block that the verifier knows of their own: at least its hash. */
export type KnownBlock = { readonly hash: string; readonly height: number | null; readonly header: BlockHeader | null }

/** Blocks that the verifier trusts to be on the network's chain. Specification, section 9.9. */
export type KnownHeaders = {
  readonly byHash: ReadonlyMap<string, KnownBlock>
  readonly byHeight: ReadonlyMap<number, KnownBlock>
}

export const NO_KNOWN_HEADERS: KnownHeaders = { byHash: new Map(), byHeight: new Map() }

/** A list of headers that can't be read, or that contradicts itself. `line` counts from 1. */
export class KnownHeadersError extends Error {
  override readonly name = 'KnownHeadersError'
  readonly line: number

  constructor(line: number, rule: string) {
    super(`line ${line} ${rule}`)
    this.line = line
  }
}

const LINE = /^(?:(0|[1-9][0-9]{0,9}) +)?([0-9a-f]+)$/

/**
 * A list of headers: one header (160 hex digits) or block hash (64, display order) a line, with the height before it where known. Empty
 * lines are skipped. Throws `KnownHeadersError`, also where two lines contradict each other.
 */
export function parseKnownHeaders(text: string): KnownHeaders {
  const byHash = new Map<string, KnownBlock>()
  const byHeight = new Map<number, KnownBlock>()
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const read = parseLine(line.trim(), index + 1)
    const before = byHash.get(read.hash)
    const block = { hash: read.hash, height: read.height ?? before?.height ?? null, header: read.header ?? before?.header ?? null }
    if (before !== undefined && before.height !== null && before.height !== block.height)
      throw new KnownHeadersError(index + 1, `gives block ${block.hash} another height than a line before`)
    if (block.height !== null) {
      if ((byHeight.get(block.height)?.hash ?? block.hash) !== block.hash)
        throw new KnownHeadersError(index + 1, `gives height ${block.height} to another block than a line before`)
      byHeight.set(block.height, block)
    }
    byHash.set(block.hash, block)
  }
  return { byHash, byHeight }
}

function parseLine(line: string, number: number): KnownBlock {
  const [, decimal, hex] = LINE.exec(line) ?? []
  if (hex === undefined) throw new KnownHeadersError(number, 'is not a block, with its height before it where known')
  const height = decimal === undefined ? null : Number(decimal)
  if (isHash(hex)) return { hash: hex, height, header: null }
  try {
    const header = parseBlockHeader(hex)
    return { hash: header.hash, height, header }
  } catch (error) {
    if (error instanceof BytesError) throw new KnownHeadersError(number, 'is neither the hash nor the header of a block')
    throw error
  }
}
