import { P2PKH } from '@bsv/sdk'
import { fastify } from 'fastify'
import type { Rejection } from '../../../../core/anchor/events.ts'
import type { Log } from '../../../actors/live-aggregate.ts'
import type { Schedule } from '../../schedule.ts'
import { arcRoutes } from './arc-routes.ts'
import { DevChain } from './chain.ts'
import { noFaults } from './faults.ts'
import { Miner } from './miner.ts'
import { DevNode, type ReorganiseOptions } from './node.ts'
import { whatsOnChainRoutes } from './whatsonchain-routes.ts'

export type DevNetworkOptions = {
  /** Holds the blocks. It is made where there is none. */
  readonly file: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From a transaction to its block, and from block to block until it is final. Null: blocks are only made by `mine`. */
  readonly blockMs: number | null
  readonly schedule: Schedule
  readonly log: Log
  /** Where it listens; by default on a free port of this machine, for this machine alone. */
  readonly listen?: { readonly host: string; readonly port: number }
  /** Pays every address that asks what it has, and has nothing: where others than whoever starts it make anchors. */
  readonly faucet?: boolean
}

/** A small chain of its own, with blocks, proof of work and rules like the real ones, spoken to over the same interfaces. */
export type DevNetwork = {
  readonly arcUrl: string
  readonly whatsOnChainUrl: string
  /** Pays an address out of the next block. Without the wait of 100 blocks that the real networks ask for. */
  fund(address: string, satoshis?: number): Promise<void>
  mine(blocks?: number): Promise<void>
  /** Puts a longer branch in the place of the newest `depth` blocks, without their transactions. */
  reorganise(depth: number, options?: ReorganiseOptions): Promise<void>
  /** Transactions that wait for a block are lost. */
  forgetMempool(): Promise<void>
  /** Refuses transactions for this reason, until null is given. */
  refuse(reason: Rejection | null): void
  /** Cuts every connection without an answer. */
  silent(on: boolean): void
  /** Takes transactions in and never shows them to the network. */
  hold(on: boolean): void
  /** Gives Merkle paths that don't lead to the block. */
  wrongPath(on: boolean): void
  close(): Promise<void>
}

const WHATSONCHAIN = '/v1/bsv/dev'

/** One bitcoin: hundreds of thousands of anchors. */
export const FUNDS = 100_000_000

const ANY_PORT = { host: '127.0.0.1', port: 0 }

/** Starts it. @throws DamagedChainFile */
export async function startDevNetwork(options: DevNetworkOptions): Promise<DevNetwork> {
  const { file, now, blockMs, schedule, log, listen = ANY_PORT, faucet = false } = options
  const chain = await DevChain.open(file)
  const node = new DevNode(chain, now)
  if (chain.tip === null) await node.mine()
  const faults = noFaults()
  const miner = blockMs === null ? null : new Miner(node, blockMs, schedule, log)

  const app = fastify({ forceCloseConnections: true })
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async (request, reply) => {
    if (!faults.isSilent) return
    reply.hijack()
    request.raw.destroy()
  })
  arcRoutes(app, { node, faults, now, onAccepted: () => miner?.awake() })
  const pay = (script: string, satoshis = FUNDS) => node.mine(1, { satoshis, script })
  whatsOnChainRoutes(app, WHATSONCHAIN, { node, payThePoor: faucet ? script => pay(script) : null })
  const arcUrl = await app.listen(listen)

  return {
    arcUrl,
    whatsOnChainUrl: `${arcUrl}${WHATSONCHAIN}`,
    fund: (address, satoshis) => pay(new P2PKH().lock(address).toHex(), satoshis),
    mine: blocks => node.mine(blocks),
    async reorganise(depth, options) {
      await node.reorganise(depth, options)
      miner?.awake()
    },
    forgetMempool: () => node.forgetMempool(),
    refuse(reason) {
      faults.refusal = reason
    },
    silent(on) {
      faults.isSilent = on
    },
    hold(on) {
      faults.isHolding = on
    },
    wrongPath(on) {
      faults.isPathWrong = on
    },
    async close() {
      miner?.close()
      await app.close()
      await node.close()
    },
  }
}
