import { bytesToHex } from '@noble/hashes/utils.js'

/** The text of UTF-8 bytes, or null where they aren't UTF-8. For short texts: it takes the language's own strict decoder, that of URIs. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return decodeURIComponent(bytesToHex(bytes).replace(/../g, '%$&'))
  } catch {
    return null
  }
}
