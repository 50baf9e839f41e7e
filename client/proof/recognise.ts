/** Bytes that a trust file may have. Four short fields: whatever is longer is something else. */
const MAX_TRUST = 64 * 1024

export type FileKind = 'bundle' | 'trust' | 'headers' | 'unknown'

/** A block's hash or its header in hex, before it the height where known. */
const HEADER_LINE = /^(?:\d+\s+)?(?:[0-9a-f]{64}|[0-9a-f]{160})$/i

/**
 * What a file seems to be, by its content: names don't matter, and nobody has to find the right field for it. Says nothing about whether it
 * is a good one. Large files are looked at in their first bytes alone.
 */
export function recognise(bytes: Uint8Array): FileKind {
  const text = new TextDecoder().decode(bytes.subarray(0, MAX_TRUST)).trimStart()
  if (!text.startsWith('{')) {
    const [line = ''] = text.split('\n', 1)
    return HEADER_LINE.test(line.trim()) ? 'headers' : 'unknown'
  }
  if (bytes.length > MAX_TRUST || text.includes('"sealdesk/proof/')) return 'bundle'
  return isTrust(text) ? 'trust' : 'unknown'
}

function isTrust(text: string): boolean {
  const value = parseJson(text)
  return typeof value === 'object' && value !== null && 'logKey' in value
}

/** undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
