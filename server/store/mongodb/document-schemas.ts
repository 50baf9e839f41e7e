/** What the fields of documents are, for the validators of collections. */

export const text = { bsonType: 'string' }
export const number = { bsonType: 'number' }
export const count = { bsonType: 'number', minimum: 0 }
export const binary = { bsonType: 'binData' }
export const texts = { bsonType: 'array', items: text }

export function nullable({ bsonType }: { readonly bsonType: string }) {
  return { bsonType: [bsonType, 'null'] }
}

/** A document with all of these fields, and perhaps others. */
export function object(properties: Record<string, object>) {
  return { bsonType: 'object', required: Object.keys(properties), properties }
}
