import type { Aggregate } from '../../core/events/names.ts'
import { outpointSchema } from '../../core/proof/bundle/trust.ts'
import { KnownError } from '../../core/protocol/errors.ts'
import { uuidSchema } from '../../core/protocol/text.ts'
import { exportBundle } from '../../server/anchoring/export-bundle.ts'
import { nameOf, readConfig } from '../../server/config.ts'
import type { StoreReads } from '../../server/store/store-reads.ts'
import { EXIT, type Run, textOption, UsageError } from '../command.ts'
import { type Builders, using } from '../parts.ts'
import { requireWritable, writeWhole } from './write-whole.ts'

/** Writes a ticket's proof bundle. A server may be running: the store is only read. */
export function runExport({ openReads }: Pick<Builders, 'openReads'>): Run {
  return async (given, { env, output }) => {
    const config = readConfig(env)
    const [name = ''] = given.operands
    const path = textOption(given, 'out')
    if (path === undefined) throw new UsageError('Where the bundle goes is missing: --out FILE.')
    const seal = textOption(given, 'seal')
    if (seal !== undefined && !outpointSchema.safeParse(seal).success)
      throw new UsageError(`“${seal}” is no seal; give the outpoint as txid:vout.`)
    const replace = given.options.force === true
    // Before the work, which takes a while.
    requireWritable(path, replace)
    await using(openReads(config), async store => {
      const ticket = await findTicket(store, name)
      await writeWhole(path, await exportBundle(store, ticket, { seal }), replace)
    })
    output.write(
      `The proof of ticket ${name} is in ${path}, made from the store ${nameOf(config.store)}.\nWho has a trust file of this log checks it with: sealdesk verify ${path} --trust FILE\n`,
    )
    return EXIT.done
  }
}

async function findTicket(store: StoreReads, name: string): Promise<Aggregate> {
  const [, number] = /^#?([1-9]\d{0,14})$/.exec(name) ?? []
  if (number === undefined && !uuidSchema.safeParse(name).success)
    throw new UsageError(`“${name}” is neither the number of a ticket nor its id.`)
  const id = number === undefined ? name : await store.readModels.ticketByNumber(Number(number))
  if (id === null) throw new KnownError('not_found', `There is no ticket #${number}.`)
  return { type: 'ticket', id }
}
