import { P2PKH } from '@bsv/sdk'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { bytesOfHex } from '../../../../core/proof/bitcoin/bytes.ts'
import { parseTransaction } from '../../../../core/proof/bitcoin/transaction.ts'
import type { DevBlock } from './block.ts'
import type { DevNode } from './node.ts'

type Outpoint = { Params: { txid: string; vout: string } }

export type WhatsOnChainRoutes = {
  readonly node: DevNode
  /** Pays a script that is asked for and has nothing; null: nobody is paid. */
  readonly payThePoor: ((script: string) => Promise<void>) | null
}

/** WhatsOnChain's interface, as far as it tells what is unspent, what the blocks are and what is in them. */
export function whatsOnChainRoutes(app: FastifyInstance, prefix: string, { node, payThePoor }: WhatsOnChainRoutes): void {
  const { chain } = node

  app.get(`${prefix}/chain/info`, async () => {
    const blocks = chain.best.length - 1
    return {
      chain: 'dev',
      blocks,
      headers: blocks,
      bestblockhash: chain.tip?.fields.hash,
      difficulty: 0,
      verificationprogress: 1,
      pruned: false,
    }
  })

  app.get<{ Params: { block: string } }>(`${prefix}/block/:block/header`, async (request, reply) => {
    const { block: name } = request.params
    const block = /^\d{1,9}$/.test(name) ? chain.best[Number(name)] : chain.block(name)
    return block ? headerAnswer(block, node) : notFound(reply)
  })

  app.get<{ Params: { address: string } }>(`${prefix}/address/:address/unspent/all`, async (request, reply) => {
    const { address } = request.params
    const script = scriptOf(address)
    if (script === null) return reply.code(400).send({ error: 'the address can’t be read' })
    if (payThePoor !== null && node.ledger.unspent(script).length === 0) await payThePoor(script)
    const result = node.ledger.unspent(script).map(({ txid, vout, satoshis, block }) => ({
      height: block?.height ?? 0,
      tx_pos: vout,
      tx_hash: txid,
      value: satoshis,
      isSpentInMempoolTx: false,
      status: block === null ? 'unconfirmed' : 'confirmed',
    }))
    return { address, script, result, error: '' }
  })

  app.get<Outpoint>(`${prefix}/tx/:txid/:vout/spent`, async (request, reply) => {
    const outpoint = { txid: request.params.txid, vout: Number(request.params.vout) }
    const spender = node.ledger.transaction(node.ledger.spender(outpoint) ?? '')
    if (spender === null) return notFound(reply)
    const { txid, inputs } = parseTransaction(bytesOfHex(spender.raw))
    const vin = inputs.findIndex(input => input.outpoint.txid === outpoint.txid && input.outpoint.vout === outpoint.vout)
    return { txid, vin }
  })

  app.get<{ Params: { txid: string } }>(`${prefix}/tx/:txid/hex`, async (request, reply) => {
    const entry = node.ledger.transaction(request.params.txid)
    return entry === null ? notFound(reply) : reply.type('text/plain').send(entry.raw)
  })
}

/** Numbers from the header's bytes, hashes in display order. */
function headerAnswer(block: DevBlock, { chain }: DevNode) {
  const { height, header, fields, transactions } = block
  const bytes = Buffer.from(header, 'hex')
  const isBest = chain.isBest(block)
  return {
    hash: fields.hash,
    confirmations: isBest ? chain.best.length - height : -1,
    height,
    version: bytes.readInt32LE(0),
    merkleroot: fields.merkleRoot,
    time: fields.time,
    nonce: bytes.readUInt32LE(76),
    bits: fields.bits.toString(16).padStart(8, '0'),
    num_tx: transactions.length,
    previousblockhash: height === 0 ? '' : fields.previous,
    nextblockhash: (isBest && chain.best[height + 1]?.fields.hash) || '',
  }
}

/** Addresses of every network are taken; the bytes in them are the same. */
function scriptOf(address: string): string | null {
  try {
    return new P2PKH().lock(address).toHex()
  } catch {
    return null
  }
}

function notFound(reply: FastifyReply) {
  return reply.code(404).type('text/plain').send('Not Found')
}
