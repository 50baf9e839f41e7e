import type { BlockHeaders, KeptHeader } from '../proofs.ts'
import { BlockChain } from './block-chain.ts'
import { blockCollections, type ChainDocument, type HeaderDocument } from './block-collections.ts'
import type { Connection } from './connection.ts'

/** Every answer is from one chain, with all of a change or nothing of it: where the chain changes meanwhile, it is looked up again. */
export function openMongoBlocks(connection: Connection): BlockHeaders {
  const { ask } = connection
  const collections = blockCollections(connection)
  const chain = new BlockChain(connection, collections)

  async function fromOneChain<T>(look: (chain: ChainDocument) => Promise<T>): Promise<T> {
    for (let now = await chain.read(); ; ) {
      const answer = await look(now)
      const then = await chain.read()
      if (then.revision === now.revision) return answer
      now = then
    }
  }

  /** In order, from a height to another one. */
  async function read({ pending }: ChainDocument, first: number, last: number): Promise<readonly KeptHeader[]> {
    const [from] = pending
    const written = Math.min(last, (from?.height ?? Number.POSITIVE_INFINITY) - 1)
    const below =
      first > written
        ? []
        : await ask(() => collections.headers.find({ _id: { $gte: first, $lte: written } }, { sort: { _id: 1 } }).toArray())
    return [...below.map(asKept), ...pending.filter(({ height }) => height >= first && height <= last)]
  }

  return {
    tip: () =>
      fromOneChain(async chain => {
        if (chain.heights === null) return null
        const [tip = null] = await read(chain, chain.heights.last, chain.heights.last)
        return tip
      }),
    from: (height, limit) =>
      fromOneChain(async chain => {
        if (chain.heights === null) return []
        const first = Math.max(height, chain.heights.first)
        return read(chain, first, Math.min(first + limit - 1, chain.heights.last))
      }),
    byHash: hash =>
      fromOneChain(async chain => {
        const pending = chain.pending.find(header => header.hash === hash)
        if (pending !== undefined || chain.heights === null) return pending ?? null
        const found = await ask(() => collections.headers.findOne({ hash }))
        if (found === null) return null
        const [kept] = await read(chain, found._id, found._id)
        return isWithin(chain.heights, found._id) && kept?.hash === hash ? kept : null
      }),
    async replace(headers, over) {
      const [[first], last] = [headers, headers.at(-1)]
      if (first === undefined || last === undefined) return true
      return chain.change(async ({ heights }) => {
        // All of the chain is under its heights now; where somebody changes it meanwhile, it is decided anew.
        const tip = heights === null ? null : await ask(() => collections.headers.findOne({ _id: heights.last }))
        if (over !== undefined && over !== (tip?.hash ?? null)) return null
        return {
          heights: { first: Math.min(first.height, heights?.first ?? first.height), last: last.height },
          pending: headers.map(({ height, hash, header }) => ({ height, hash, header })),
        }
      })
    },
    async clear() {
      await chain.change(async () => ({ heights: null, pending: [] }))
    },
  }
}

function asKept({ _id, hash, header }: HeaderDocument): KeptHeader {
  return { height: _id, hash, header }
}

function isWithin({ first, last }: { readonly first: number; readonly last: number }, height: number): boolean {
  return height >= first && height <= last
}
