import { Buffer } from 'node:buffer'

/** Canonical JSON by other means: the platform's writer, given the keys in the order of their bytes. */
export function referenceJson(value: unknown): string {
  return JSON.stringify(sorted(value))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      .map(([key, item]) => [key, sorted(item)]),
  )
}
