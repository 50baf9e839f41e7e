import { createHash } from 'node:crypto'

/**
 * A UUID (version 8, RFC 9562) that follows from names alone: who makes the same thing twice meets what was made the first time. The first
 * name is the purpose, such as `sealdesk/demonstration`, so that no two purposes share an id.
 */
export function derivedId(...names: readonly [purpose: string, ...rest: string[]]): string {
  const bytes = createHash('sha256').update(JSON.stringify(names)).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
