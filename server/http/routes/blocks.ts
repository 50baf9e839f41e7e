import type { BlockHeaders } from '../../store/proofs.ts'
import { everybody } from '../access.ts'
import type { HttpDeps } from '../deps.ts'
import { wholeNumber } from '../paging.ts'
import { bare, defineRoute, queryOf, type Route, textLines } from '../route.ts'

/** Headers that are read at once. */
const PAGE = 2000
const MAX_HEIGHT = 0xffff_ffff

export function blockRoutes({ store }: Pick<HttpDeps, 'store'>): readonly Route[] {
  return [
    defineRoute({
      ...bare,
      method: 'GET',
      path: '/api/headers',
      summary: 'Block headers that this server has followed and checked, from a height on: height and header, one a line',
      access: everybody,
      query: queryOf({ from: wholeNumber(0, MAX_HEIGHT).default(0) }),
      answer: textLines,
      handle: async ({ query: { from } }) => headerLines(store.blocks, from),
    }),
  ]
}

async function* headerLines(blocks: Pick<BlockHeaders, 'from'>, from: number): AsyncGenerator<string> {
  for (let next = from; ; ) {
    const page = await blocks.from(next, PAGE)
    const end = page.at(-1)
    if (end === undefined) return
    yield page.map(({ height, header }) => `${height} ${header}\n`).join('')
    next = end.height + 1
  }
}
