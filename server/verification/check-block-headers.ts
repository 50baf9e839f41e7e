import { BytesError } from '../../core/proof/bitcoin/bytes.ts'
import { type BlockHeader, parseBlockHeader } from '../../core/proof/bitcoin/header.ts'
import { CheckFailed } from '../../core/proof/bundle/failure.ts'
import { checkHeaders } from '../../core/proof/bundle/headers.ts'
import type { NetworkName } from '../../core/proof/bundle/trust.ts'
import type { KeptHeader } from '../store/proofs.ts'
import type { BlockReads } from '../store/store-reads.ts'
import { differs, type Findings } from './finding.ts'

const PAGE = 2000

export type BlockHeadersOptions = {
  readonly blocks: Pick<BlockReads, 'from' | 'tip'>
  readonly network: NetworkName
  readonly findings: Findings
  readonly onHeaders: (done: number, total: number) => void
}

/** The block headers that are kept follow each other and have their proof of work. Answers how many there are. Specification, section 9.9. */
export async function checkBlockHeaders({ blocks, network, findings, onHeaders }: BlockHeadersOptions): Promise<number> {
  const tip = await blocks.tip()
  let count = 0
  let before: { readonly height: number; readonly header: BlockHeader } | null = null
  for (;;) {
    const page: readonly KeptHeader[] = await blocks.from(before === null ? 0 : before.height + 1, PAGE)
    if (page.length === 0) return count
    for (const kept of page) {
      const header = checkOne(kept, before, network, findings)
      if (header === null) return count
      before = { height: kept.height, header }
      count++
    }
    if (before !== null && tip !== null) onHeaders(count, count + Math.max(0, tip.height - before.height))
  }
}

/** Null where there is no going on. */
function checkOne(
  { height, hash, header: hex }: KeptHeader,
  before: { readonly height: number; readonly header: BlockHeader } | null,
  network: NetworkName,
  findings: Findings,
): BlockHeader | null {
  const subject = `block ${height}`
  if (before !== null && height !== before.height + 1) {
    findings.add(differs('blockHeaders', subject, 'A header before it is missing.', before.height + 1, height))
    return null
  }
  try {
    const header = parseBlockHeader(hex)
    if (header.hash !== hash) findings.add(differs('blockHeaders', subject, 'The store gives its header another hash.', header.hash, hash))
    checkHeaders(before === null ? [header] : [before.header, header], network)
    return header
  } catch (error) {
    if (error instanceof BytesError) findings.add(differs('blockHeaders', subject, 'Its header can’t be read.', '80 bytes', error.message))
    else if (error instanceof CheckFailed) findings.add({ ...error.failed, check: 'proofOfWork', subject })
    else throw error
    return null
  }
}
