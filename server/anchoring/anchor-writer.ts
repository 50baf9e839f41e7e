import type { Sender } from '../../core/aggregate/command.ts'
import type { AnchorCommand } from '../../core/anchor/commands.ts'
import type { Log } from '../actors/live-aggregate.ts'
import type { Registry } from '../actors/registry.ts'

const BY: Sender = { type: 'system', id: 'anchoring' }

/** Another server has the lease now: what is under way here is given up. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

type CommandBody = AnchorCommand extends infer C ? (C extends AnchorCommand ? Omit<C, 'by'> : never) : never

export type WriterDeps = {
  readonly registry: Pick<Registry, 'anchorCommand'>
  readonly freshId: () => string
  readonly lease: { isHolder(): boolean }
  readonly log: Log
}

/** Records what was done or found out about an anchor. Answers whether it is recorded now, by this call or before. @throws LeaseLost */
export type RecordAnchor = (id: string, command: CommandBody) => Promise<boolean>

export function anchorWriter({ registry, freshId, lease, log }: WriterDeps): RecordAnchor {
  return async (id, command) => {
    if (!lease.isHolder()) throw new LeaseLost('the lease for anchoring was lost')
    const result = await registry.anchorCommand(id, freshId(), { ...command, by: BY })
    if (result.ok || result.refusal.code === 'nothing_to_change') return true
    // Another server was faster: its record stands, and is read before anything else is done.
    log.warn({ anchor: id, command: command.type, refusal: result.refusal }, 'an anchor stands otherwise than was believed')
    return false
  }
}
