import type { HoldingBlock } from '../../core/anchor/state.ts'
import { parseBlockHeader } from '../../core/proof/bitcoin/header.ts'
import { parseOutpoint, sealOf } from '../../core/proof/bitcoin/outpoint.ts'
import type { TrustFile } from '../../core/proof/bundle/trust.ts'
import type { AnchorNetwork, ChainSource } from '../anchoring/network.ts'
import { OtherNetwork, requireBlock } from '../anchoring/own-network.ts'
import type { StoreReads } from '../store/store-reads.ts'
import { type LinedAnchor, readLine } from './anchor-line.ts'
import { differs, type Findings } from './finding.ts'

export type NetworkOptions = {
  readonly network: Pick<AnchorNetwork, 'name' | 'chain' | 'place'>
  readonly store: Pick<StoreReads, 'chain' | 'blocks'>
  readonly trust: TrustFile
  readonly line: readonly LinedAnchor[]
  readonly findings: Findings
}

/** `blocks`: how many of the anchors' blocks the network has at their heights. `open`: sentences about what couldn't be told. */
export type NetworkReport = { readonly blocks: number; readonly open: readonly string[] }

/** A reorganisation reaches so far at most, before the server that follows it says so. */
const DEEPEST = 12
/** Blocks that are below all kept headers are asked for one by one. */
const ASKED = 100

/**
 * What only the network can tell: that the line goes on nowhere else, and that the anchors' blocks are on its chain.
 * @throws NetworkUnavailable
 */
export async function checkNetwork(options: NetworkOptions): Promise<NetworkReport> {
  if (await isOtherNetwork(options)) return { blocks: 0, open: [] }
  await checkSeals(options)
  return checkBlocks(options)
}

/**
 * A development network that lacks the first anchor's block and the newest's: nothing that it says of seals and blocks is about this store. One
 * that lacks the newest's alone is an older copy, and what it says is checked all the same. So it is where another transaction has spent the
 * genesis seal there: that is this log's own network, with another past.
 */
async function isOtherNetwork(options: NetworkOptions): Promise<boolean> {
  const { network, line, findings } = options
  const blocks = line.flatMap(({ anchor }) => anchor.holding ?? [])
  const [first, newest] = [blocks[0], blocks.at(-1)]
  if (first === undefined || newest === undefined) return false
  const other = await whyOther(network, newest)
  if (other === null) return false
  const isOlder = (await whyOther(network, first)) === null
  if (!isOlder && (await hasAnotherPast(options))) return false
  const message = isOlder
    ? `It knows the first anchor’s block, and not ${newest.block} at height ${newest.height}, which holds the newest: it is an older copy of the network that the anchors are on, or this store names a wrong block. ${other.next}`
    : other.message
  findings.add(differs('network', 'development network', message, newest.block, 'no such block'))
  return !isOlder
}

async function hasAnotherPast({ network, trust, line }: NetworkOptions): Promise<boolean> {
  const spender = await spenderOf(network.chain, trust.genesisSeal)
  return spender !== null && !isOwn(line[0], spender)
}

function isOwn(anchor: LinedAnchor | undefined, spender: string): boolean {
  return anchor?.anchor.transactions.some(({ txid }) => txid === spender) ?? false
}

async function whyOther(network: NetworkOptions['network'], mined: HoldingBlock): Promise<OtherNetwork | null> {
  try {
    await requireBlock(network, mined)
    return null
  } catch (error) {
    if (error instanceof OtherNetwork) return error
    throw error
  }
}

/** The newest anchor is what spends its seal, and nothing spends the one that it leaves. */
async function checkSeals({ network: { chain }, store, trust, line, findings }: NetworkOptions): Promise<void> {
  const last = line.at(-1)
  const spends = last?.anchor.seal ?? trust.genesisSeal
  const spender = await spenderOf(chain, spends)
  if (spender !== null && !isOwn(last, spender)) {
    if (last === undefined && (await readLine(store, trust.origin, trust.genesisSeal, findings)).length > 0) return
    findings.add(spentElsewhere(spends, spender, last?.anchor.transactions.at(-1)?.txid ?? 'nothing'))
    return
  }
  if (last === undefined || last.state === 'rejected') return
  if (last.anchor.holding !== null && spender === null)
    findings.add(
      differs(
        'network',
        `seal ${spends}`,
        'It is unspent on the network, and the store has it spent in a block.',
        last.counting.txid,
        'nothing',
      ),
    )
  const left = sealOf(last.counting)
  const next = await spenderOf(chain, left)
  if (next === null) return
  // A server that runs may have anchored meanwhile.
  const now = await readLine(store, trust.origin, trust.genesisSeal, findings)
  if (isOwn(now[line.length], next)) return
  findings.add(spentElsewhere(left, next, 'nothing'))
}

function spentElsewhere(seal: string, spender: string, expected: string) {
  const message = `It was spent by ${spender}, which this store doesn’t know: an old backup, anchors that were removed, or the key is used elsewhere.`
  return differs('network', `seal ${seal}`, message, expected, spender)
}

function spenderOf(chain: ChainSource, seal: string): Promise<string | null> {
  const { txid, vout } = parseOutpoint(seal)
  return chain.spender(txid, vout)
}

/** The kept headers are linked: where one is on the network's chain, all below it are. */
async function checkBlocks({ network: { chain }, store, line, findings }: NetworkOptions): Promise<NetworkReport> {
  const shared = await newestShared(chain, store)
  const [first] = await store.blocks.from(0, 1)
  let [blocks, asked, unasked] = [0, 0, 0]
  for (const [place, { anchor }] of line.entries()) {
    if (anchor.holding === null) continue
    const { height, block } = anchor.holding
    const isKept = shared !== null && first !== undefined && height >= first.height && height <= shared
    if (!isKept && asked === ASKED) {
      unasked++
      continue
    }
    if (!isKept) asked++
    const found = isKept ? ((await store.blocks.from(height, 1))[0]?.hash ?? null) : await hashAt(chain, height)
    if (found === block) blocks++
    else
      findings.add(differs('network', `anchor ${place + 1}`, `The network has another block at height ${height}.`, block, found ?? 'none'))
  }
  const open =
    unasked === 0 ? [] : [`Whether ${unasked} blocks of anchors that are older than the kept headers are on the network’s chain.`]
  return { blocks, open }
}

/** The height up to which the kept headers are those of the network; null where there are none. */
async function newestShared(chain: ChainSource, store: Pick<StoreReads, 'blocks'>): Promise<number | null> {
  const tip = await store.blocks.tip()
  if (tip === null) return null
  for (const { height, hash } of [...(await store.blocks.from(Math.max(0, tip.height - DEEPEST), DEEPEST + 1))].reverse())
    if ((await hashAt(chain, height)) === hash) return height
  return null
}

async function hashAt(chain: ChainSource, height: number): Promise<string | null> {
  const header = await chain.header(height)
  return header === null ? null : parseBlockHeader(header).hash
}
