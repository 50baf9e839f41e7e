import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { type Aggregate, aggregateName } from './names.ts'

/** The hash of an event: SHA-256 of its header's exact bytes, as 64 lowercase hex digits. Specification, section 2. */
export function eventHash(header: string): string {
  return sha256Hex(header)
}

/** The parent of an aggregate's first event, so that no chain can be passed off as another's. Section 2. */
export function genesisHash(origin: string, aggregate: Aggregate): string {
  return sha256Hex(`sealdesk/genesis/v1\n${origin}\n${aggregateName(aggregate)}\n`)
}

/**
 * What a header says about its content: it can't be guessed without the salt (64 hex digits), and nothing else opens it. Section 2.
 */
export function contentCommitment(salt: string, content: string): string {
  return bytesToHex(sha256.create().update(CONTENT_TAG).update(hexToBytes(salt)).update(utf8ToBytes(content)).digest())
}

/** SHA-256 of a text's UTF-8 bytes, as 64 lowercase hex digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

const CONTENT_TAG = utf8ToBytes('sealdesk/content/v1\n')
