import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import type { Rejection } from '../../../../core/anchor/events.ts'
import { bytesOfHex } from '../../../../core/proof/bitcoin/bytes.ts'
import { type ArcStatus, arcProblem, arcStatus, statusOfEntry } from './arc-answers.ts'
import { FEE_RATE, type Verdict } from './check.ts'
import type { Faults } from './faults.ts'
import type { DevNode } from './node.ts'
import { readSubmitted, type Submitted } from './submitted.ts'

export type ArcRoutes = { readonly node: DevNode; readonly faults: Faults; readonly now: () => number; readonly onAccepted: () => void }

const submissionSchema = z.object({ rawTx: z.string() })

/** ARC's interface, as far as it sends transactions and tells what became of them. */
export function arcRoutes(app: FastifyInstance, { node, faults, now, onAccepted }: ArcRoutes): void {
  const timestamp = () => new Date(now()).toISOString()
  const told = (status: ArcStatus) => ({ timestamp: timestamp(), ...status })
  const accepted = (status: ArcStatus) => ({ ...told(status), status: 200, title: 'OK' })

  app.get('/v1/health', async () => ({ healthy: true, reason: '', version: 'development' }))
  app.get('/v1/policy', async () => ({
    timestamp: timestamp(),
    policy: {
      maxscriptsizepolicy: 100_000_000,
      maxtxsigopscountspolicy: 4_294_967_295,
      maxtxsizepolicy: 100_000_000,
      miningFee: { satoshis: FEE_RATE, bytes: 1000 },
    },
  }))

  app.get<{ Params: { txid: string } }>('/v1/tx/:txid', async (request, reply) => {
    const { txid } = request.params
    const entry = node.ledger.transaction(txid)
    return entry === null ? problem(reply, 404, 'the transaction isn’t known', txid) : told(statusOfEntry(entry, faults))
  })

  app.post('/v1/tx', async (request, reply) => {
    const submitted = readBody(request.body)
    if (submitted === null) return problem(reply, 400, 'the body holds no transaction', null)
    const { txid } = submitted
    if (faults.isHolding) return accepted(arcStatus(txid, 'RECEIVED'))
    const verdict = faults.refusal === null ? node.submit(submitted) : FAULTY[faults.refusal]
    switch (verdict.kind) {
      case 'refused':
        return verdict.code === REFUSED_BY_NODE
          ? accepted(arcStatus(txid, 'REJECTED', { extraInfo: verdict.detail }))
          : problem(reply, verdict.code, verdict.detail, txid)
      case 'conflict':
        return accepted(arcStatus(txid, 'DOUBLE_SPEND_ATTEMPTED', { competingTxs: verdict.competing }))
      case 'orphan':
        return accepted(arcStatus(txid, 'SEEN_IN_ORPHAN_MEMPOOL'))
      case 'fine': {
        onAccepted()
        const entry = node.ledger.transaction(txid)
        return accepted(entry === null ? arcStatus(txid, 'RECEIVED') : statusOfEntry(entry, faults))
      }
    }
  })
}

/** Not one of ARC's numbers: the transaction is taken in, and then refused by a node. */
const REFUSED_BY_NODE = 0

const FAULTY: Readonly<Record<Rejection, Verdict>> = {
  fee_too_low: { kind: 'refused', code: 465, detail: 'the fee is too low' },
  conflict: { kind: 'conflict', competing: ['ff'.repeat(32)] },
  malformed: { kind: 'refused', code: 461, detail: 'the script fails' },
  refused: { kind: 'refused', code: REFUSED_BY_NODE, detail: 'the node doesn’t take it' },
}

/** Bytes, hex as text, or hex in JSON. Null where there is no transaction in it. */
function readBody(body: unknown): Submitted | null {
  try {
    const json = submissionSchema.safeParse(body)
    const hex = json.success ? json.data.rawTx : body
    return readSubmitted(hex instanceof Uint8Array ? hex : bytesOfHex(z.string().parse(hex).trim().toLowerCase()))
  } catch {
    return null
  }
}

function problem(reply: FastifyReply, status: number, detail: string, txid: string | null) {
  void reply.code(status).type('application/problem+json')
  return arcProblem(status, detail, txid)
}
