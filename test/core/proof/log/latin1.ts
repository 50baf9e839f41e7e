import { Buffer } from 'node:buffer'

/** Each byte as one character: what must be refused is refused for what it is, not for its encoding. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}
