/** What the fields of documents are, for the validators of collections. */

export const text = { bsonType: 'string' }
export const number = { bsonType: 'number' }
export const count = { bsonType: 'number', minimum: 0 }
export const bool = { bsonType: 'bool' }
export const binary = { bsonType: 'binData' }
export const texts = { bsonType: 'array', items: text }

export function nullable({ bsonType }: { readonly bsonType: string }) {
  return { bsonType: [bsonType, 'null'] }
}

/** A document with all of these fields, and perhaps others. */
export function object(properties: Record<string, object>) {
  return { bsonType: 'object', required: Object.keys(properties), properties }
}

/** A document with all of the first fields, and some or none of the second. */
export function withOptional(properties: Record<string, object>, optional: Record<string, object>) {
  return { ...object(properties), properties: { ...properties, ...optional } }
}

/** A list of one or more. */
export function some(items: object) {
  return { bsonType: 'array', minItems: 1, items }
}
