const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const OTHER = /[^A-Za-z0-9+/=]/

/** RFC 4648, section 4, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += digit(bits >> 18) + digit(bits >> 12) + (left > 1 ? digit(bits >> 6) : '=') + (left > 2 ? digit(bits) : '=')
  }
  return text
}

/**
 * The bytes of a text that is exactly what an encoder writes (specification, section 9.2): padded, and without stray bits in its last
 * digit, so that nobody can write the same bytes in two ways. Throws what `refuse` makes of the rule that is broken.
 */
export function decodeBase64(text: string, refuse: (rule: string) => Error): Uint8Array {
  if (text.length % 4 !== 0 || OTHER.test(text)) throw refuse('not base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    const bits = (value(text, i) << 18) | (value(text, i + 1) << 12) | (value(text, i + 2) << 6) | value(text, i + 3)
    // A typed array ignores what is written beyond its end: the bytes that padding stands for.
    bytes[at] = bits >> 16
    bytes[at + 1] = bits >> 8
    bytes[at + 2] = bits
  }
  // Padding in the wrong place shows here too.
  if (encodeBase64(bytes) !== text) throw refuse('not canonical base64')
  return bytes
}

function digit(bits: number): string {
  return DIGITS.charAt(bits & 63)
}

/** Of a digit; of padding, 0. */
function value(text: string, index: number): number {
  return Math.max(0, DIGITS.indexOf(text.charAt(index)))
}
