import { checkMerklePath } from './merkle-check.ts'
import type { TransactionStatus } from './network.ts'
import { troubles as say } from './trouble-texts.ts'
import { isOverdue, type Look, laterThan, type Outcome, seen } from './watch-step.ts'

/** Confirmations from which an anchor counts as final. Specification, section 6. */
const FINAL_DEPTH = 12

type MinedReport = Extract<TransactionStatus, { state: 'mined' }>

/** A service says that a transaction is in a block. Nothing of that is believed before its path leads to a header that was followed. */
export async function mined(look: Look, txid: string, { block, height, path }: MinedReport): Promise<Outcome> {
  const { blocks, record } = look.deps
  const kept = await blocks.byHash(block)
  if (kept === null || path === null) {
    // The headers may just be behind, or the path not made yet.
    if (!isOverdue(look)) return { ...(await seen(look, txid)), again: 'later' }
    return wrong(look, txid, kept === null ? `the block ${block} isn’t in the chain that is followed here` : 'no Merkle path is given')
  }
  if (kept.height !== height) return wrong(look, txid, `that block is at height ${kept.height}, not ${height}`)
  const checked = checkMerklePath(path, txid, kept)
  if (!checked.ok) return wrong(look, txid, checked.why)
  const payload = { txid, height, block, header: kept.header, path: checked.path }
  const recorded = await record(look.anchor.id, { type: 'mark_mined', payload })
  return { troubles: [], again: recorded ? 0 : 'later' }
}

/** That the network has it may be believed. */
async function wrong(look: Look, txid: string, why: string): Promise<Outcome> {
  await seen(look, txid)
  return { troubles: [say.wrongProof(look.anchor.id, why, laterThan(look))], again: 'later' }
}

/** An anchor in a block: whether that is still on the chain, and how deep. `gone`: it isn't, and that is recorded. */
export async function confirm({ deps, anchor: { id, state, anchor } }: Look): Promise<Outcome | 'gone'> {
  const { headers, record } = deps
  const calm: Outcome = { troubles: [], again: 'nextBlock' }
  const { txid, holding } = anchor
  if (holding === null || headers.newest() === null) return calm
  const { height, block } = holding
  const confirmations = await headers.confirmations(height, block)
  if (confirmations === null) {
    await record(id, { type: 'mark_reorganised', payload: { txid, height, block } })
    return 'gone'
  }
  if (state === 'final' || confirmations < FINAL_DEPTH) return calm
  const recorded = await record(id, { type: 'mark_final', payload: { txid, height, block } })
  return recorded ? calm : { troubles: [], again: 'later' }
}
