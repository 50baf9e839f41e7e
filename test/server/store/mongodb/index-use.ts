import type { Document } from 'mongodb'
import type { CollectionPlan } from '../../../../server/store/mongodb/collections.ts'

/** What a command looks documents up by, and in which order it wants them. */
export type Lookup = {
  readonly collection: string
  readonly filter: Document
  readonly sort: Document
  readonly hint: string | null
  /** What is made of the documents, by counting or grouping, from their fields: those that it takes. Null where documents are asked for. */
  readonly made: readonly string[] | null
}

/** The lookups in a command as it goes to the database; none in one that only inserts, or isn't about documents. */
export function lookupsIn(command: Document): readonly Lookup[] {
  const lookup = (
    collection: unknown,
    filter: Document,
    sort: unknown = {},
    hint: unknown = null,
    made: readonly string[] | null = null,
  ): Lookup => ({
    collection: String(collection),
    filter,
    sort: sort instanceof Map ? Object.fromEntries(sort) : Object(sort),
    hint: typeof hint === 'string' ? hint : null,
    made,
  })
  if (command.find) return [lookup(command.find, command.filter ?? {}, command.sort, command.hint)]
  if (command.findAndModify) return [lookup(command.findAndModify, command.query ?? {}, command.sort)]
  if (command.update) return command.updates.map(({ q, hint }: Document) => lookup(command.update, q, {}, hint))
  if (command.delete) return command.deletes.map(({ q, hint }: Document) => lookup(command.delete, q, {}, hint))
  if (command.aggregate) {
    const [first, ...then] = command.pipeline
    const made = then.some((stage: Document) => '$group' in stage) ? fieldsTakenBy(then) : null
    return [lookup(command.aggregate, first?.$match ?? {}, then[0]?.$sort, command.hint, made)]
  }
  return []
}

/** The fields of documents that stages name as `$field`. */
function fieldsTakenBy(stages: unknown): readonly string[] {
  if (typeof stages === 'string') return stages.startsWith('$') ? [stages.slice(1)] : []
  return typeof stages === 'object' && stages !== null ? Object.values(stages).flatMap(fieldsTakenBy) : []
}

/**
 * The index that finds what is looked up, in order, and begins where the page begins; null where there is none. Fields that must equal a value
 * come first in it, in whichever order; then the order that is asked for, or a range. Whatever else is asked of a document stands in the index,
 * too: so no document is fetched but those that are wanted, and none at all where they are only counted.
 */
export function indexFor({ collection, filter, sort, hint, made }: Lookup, plans: readonly CollectionPlan[]): string | null {
  const plan = plans.find(({ name }) => name === collection)
  if (plan === undefined) return null
  const all = [{ name: '_id_', key: { _id: 1 } }, ...plan.indexes]
  const usable = hint === null ? all : all.filter(({ name }) => name === hint)
  const isList = (field: string) => plan.schema.properties[field]?.bsonType === 'array'
  const isSettled = (key: object) =>
    fieldsIn(filter).every(field => field in key) && (made ?? []).every(field => field in key && !isList(field))
  // Documents that are named by their ids are fetched anyway.
  const settles = (key: object) => isExact(filter._id) || isSettled(key)
  return usable.find(({ key }) => settles(key) && serves(Object.entries(key), filter, Object.entries(sort)))?.name ?? null
}

/** The fields that a filter is about. An `$or` is none: by that, an index is entered before what is wanted, and what comes before it counted off. */
function fieldsIn(filter: Document): readonly string[] {
  return Object.entries(filter).flatMap(([name, condition]) =>
    name === '$and' ? condition.flatMap((part: Document) => fieldsIn(part)) : [name],
  )
}

type Entry = readonly [field: string, direction: unknown]

function serves(key: readonly Entry[], filter: Document, sort: readonly Entry[]): boolean {
  const exact = key.findIndex(([field]) => !isExact(filter[field]))
  const rest = exact === -1 ? [] : key.slice(exact)
  const ordered = sort.filter(([field]) => !isExact(filter[field]))
  if (!inOrder(rest, ordered)) return false
  // A value that something must equal leaves little: it is not for nothing that it is asked for.
  if (Object.values(filter).some(isExact)) return exact !== 0
  const [next] = rest
  // Otherwise a range is looked up, or the whole is read in order, page by page.
  return ordered.length > 0 || (next !== undefined && isRange(filter[next[0]]))
}

/** The wanted order, or its reverse, is how the index goes on. */
function inOrder(rest: readonly Entry[], wanted: readonly Entry[]): boolean {
  const signs = wanted.map(([field, direction], place) => (rest[place]?.[0] === field ? Number(rest[place]?.[1]) * Number(direction) : 0))
  return signs.every(sign => sign !== 0 && sign === signs[0])
}

function isExact(condition: unknown): boolean {
  return condition !== undefined && (!isOperators(condition) || '$in' in condition || '$eq' in condition)
}

function isRange(condition: unknown): boolean {
  return isOperators(condition) && ['$gt', '$gte', '$lt', '$lte', '$regex'].some(operator => operator in condition)
}

function isOperators(condition: unknown): condition is Document {
  return typeof condition === 'object' && condition !== null && Object.keys(condition).some(name => name.startsWith('$'))
}
