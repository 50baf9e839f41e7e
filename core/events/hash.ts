import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { type Aggregate, aggregateName } from './names.ts'

/**
 * What computes hashes of texts, as 64 lowercase hex digits. The pure one runs everywhere; where a program has a faster one at hand (the
 * command line checks millions of events), it passes that in.
 */
export type Hashing = {
  /** SHA-256 of a text's UTF-8 bytes. */
  sha256Hex(text: string): string
  /** What a header says about its content: it can't be guessed without the salt (64 hex digits), and nothing else opens it. Section 2. */
  contentCommitment(salt: string, content: string): string
}

/** What stands before salt and content in the bytes that a commitment is the hash of. Section 2. */
export const CONTENT_TAG = 'sealdesk/content/v1\n'

/** The hash of an event: SHA-256 of its header's exact bytes, as 64 lowercase hex digits. Specification, section 2. */
export function eventHash(header: string): string {
  return sha256Hex(header)
}

/** The parent of an aggregate's first event, so that no chain can be passed off as another's. Section 2. */
export function genesisHash(origin: string, aggregate: Aggregate, hashing: Hashing = pureHashing): string {
  return hashing.sha256Hex(`sealdesk/genesis/v1\n${origin}\n${aggregateName(aggregate)}\n`)
}

export function contentCommitment(salt: string, content: string): string {
  return bytesToHex(sha256.create().update(TAG_BYTES).update(hexToBytes(salt)).update(utf8ToBytes(content)).digest())
}

export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)))
}

const TAG_BYTES = utf8ToBytes(CONTENT_TAG)

export const pureHashing: Hashing = { sha256Hex, contentCommitment }
