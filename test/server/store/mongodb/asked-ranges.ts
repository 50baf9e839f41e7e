import fc from 'fast-check'
import { type Document, Double, Int32, Long } from 'mongodb'

/** A document with the fields that the store's pages are read by. */
export type Row = { readonly _id: string; readonly aggregate: string; readonly last: number; readonly epoch: number }
type Field = keyof Row
export type Order = readonly (readonly [field: Field, direction: 1 | -1])[]

export const INDEXES = [
  { name: 'by_version', key: { aggregate: 1, last: 1 } },
  { name: 'by_aggregate', key: { aggregate: 1, epoch: -1 } },
  { name: 'by_epoch', key: { epoch: 1, _id: 1 } },
] as const

const ORDERS: readonly Order[] = [
  [['_id', 1]],
  [
    ['aggregate', 1],
    ['last', 1],
  ],
  [
    ['aggregate', 1],
    ['epoch', -1],
  ],
  [
    ['epoch', 1],
    ['_id', 1],
  ],
  [
    ['last', 1],
    ['_id', 1],
  ],
]

const MEETS: Record<string, (compared: number) => boolean> = {
  $gt: compared => compared > 0,
  $gte: compared => compared >= 0,
  $lt: compared => compared < 0,
  $lte: compared => compared <= 0,
}

/** Around a quote in JSON, escaped in it, and where the order of UTF-16 is another one than that of bytes. */
const AWKWARD = [...'\0 !"#\'/0[\\]a{<\t\n\u0001\u2028é\uffff😀']
const texts = fc.oneof(fc.string({ unit: fc.constantFrom(...AWKWARD), maxLength: 4 }), fc.string({ unit: 'binary', maxLength: 3 }))
const numbers = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.maxSafeInteger())
const values = { _id: texts, aggregate: texts, last: numbers, epoch: numbers }

export const rows = fc
  .uniqueArray(fc.record(values), { selector: ({ _id }) => _id, maxLength: 25 })
  // Chains are long, and entries of an index unlike: an order leaves nothing open.
  .map(rows => rows.map((row, place) => ({ ...row, aggregate: rows[place % 3]?.aggregate ?? '', last: place, epoch: 9 - place })))
  .chain(rows => fc.shuffledSubarray(rows, { minLength: rows.length }))

/** What a page asks of a field: a value, one of some, or a range, each of what is there and of other values. */
function conditions(present: readonly (string | number)[], others: fc.Arbitrary<string | number>): fc.Arbitrary<unknown> {
  const value = present.length > 0 ? fc.oneof(fc.constantFrom(...present), others) : others
  const ranges = fc.record({ $gt: value, $gte: value, $lt: value, $lte: value }, { requiredKeys: [] })
  return fc.oneof(
    { weight: 4, arbitrary: ranges.filter(range => Object.keys(range).length > 0) },
    value,
    fc.array(value, { maxLength: 4 }).map($in => ({ $in })),
  )
}

function filters(rows: readonly Row[]): fc.Arbitrary<Document> {
  const on = (field: Field, others: fc.Arbitrary<string | number>) =>
    conditions(
      rows.map(row => row[field]),
      others,
    )
  const fields = { _id: on('_id', texts), aggregate: on('aggregate', texts), last: on('last', numbers), epoch: on('epoch', numbers) }
  return fc.record(fields, { requiredKeys: [] })
}

const orders = fc
  .record({ order: fc.constantFrom(...ORDERS), reverse: fc.boolean() })
  .map(({ order, reverse }): Order => (reverse ? order.map(([field, direction]) => [field, direction === 1 ? -1 : 1]) : order))
/** A driver may write a direction as any kind of number. */
const kinds = fc.constantFrom(
  (direction: number) => new Int32(direction),
  (direction: number) => Long.fromNumber(direction),
  (direction: number) => new Double(direction),
)

const questions = (rows: readonly Row[]) =>
  fc.record({ filter: filters(rows), order: orders, kind: kinds, limit: fc.integer({ min: 1, max: 12 }) })
/** Documents, and what pages ask for of them. */
export const asked = rows.chain(rows =>
  fc.record({ rows: fc.constant(rows), questions: fc.array(questions(rows), { minLength: 1, maxLength: 8 }) }),
)

/** As MongoDB compares: texts by their bytes. */
function compare(a: unknown, b: unknown): number {
  return typeof a === 'string' && typeof b === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : Number(a) - Number(b)
}

export function meets(row: Document, filter: Document): boolean {
  return Object.entries(filter).every(([field, condition]) => {
    if (typeof condition !== 'object') return row[field] === condition
    return Object.entries(condition).every(([operator, wanted]) =>
      operator === '$in' ? [wanted].flat().includes(row[field]) : MEETS[operator]?.(compare(row[field], wanted)),
    )
  })
}

export function inOrder(order: Order): (a: Row, b: Row) => number {
  return (a, b) => order.map(([field, direction]) => direction * compare(a[field], b[field])).find(compared => compared !== 0) ?? 0
}
