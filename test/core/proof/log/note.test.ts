import { Buffer } from 'node:buffer'
import { createPrivateKey, sign } from 'node:crypto'
import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../../../core/proof/log/base64.ts'
import { formatCheckpoint } from '../../../../core/proof/log/checkpoint.ts'
import { EpochError, formatEpoch } from '../../../../core/proof/log/epoch-record.ts'
import { formatVerifierKey, NoteError, parseNote, parseVerifierKey, signNote, verifyNote } from '../../../../core/proof/log/note.ts'
import { formatTlogProof, parseTlogProof, TlogProofError } from '../../../../core/proof/log/tlog-proof.ts'
import { decodeUtf8 } from '../../../../core/proof/log/utf8.ts'
import vectors from '../../../vectors/epochlog.json' with { type: 'json' }

const seed = Buffer.from(vectors.ed25519Seed, 'hex')
const key = { name: vectors.origin, seed }
const anySeed = fc.uint8Array({ minLength: 32, maxLength: 32 })
/** Texts of a note: any characters but control characters, with a line feed at the end. */
const anyText = fc
  .array(
    fc.string({ unit: 'grapheme' }).filter(line => !/\p{Cc}/u.test(line)),
    { minLength: 1 },
  )
  .map(lines => `${lines.join('\n')}\n`)

/** Ed25519 by the platform: the same signature, bit for bit. */
function platformSignature(text: string): string {
  const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return sign(null, Buffer.from(text), createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' })).toString('hex')
}

describe('a signed note', () => {
  it('gives back its text, is verified by its key and by no other', () => {
    fc.assert(
      fc.property(anyText, text => {
        const note = parseNote(signNote(text, key))
        expect(note.text).toBe(text)
        expect(bytesToHex(note.signatures[0]?.signature ?? new Uint8Array())).toBe(platformSignature(text))
        expect(() => verifyNote(note, vectors.vkey)).not.toThrow()
        expect(() => verifyNote(note, vectors.witnessVkey)).toThrow('no signature by the known key')
        expect(() => verifyNote({ ...note, text: `${text}more\n` }, vectors.vkey)).toThrow('signature does not verify')
      }),
      { numRuns: 30 },
    )
  })

  it('takes a hundred signatures, and refuses more', () => {
    const line = `— other.example ${encodeBase64(new Uint8Array(68))}\n`
    const note = signNote('text\n', key)
    expect(() => verifyNote(parseNote(note + line.repeat(99)), vectors.vkey)).not.toThrow()
    expect(() => parseNote(note + line.repeat(100))).toThrow('note: more than 100 signatures')
  })

  it.each([
    ['text', 'no signatures'],
    ['a\tb\n', 'control character'],
    ['\ud800\n', 'not UTF-8'],
  ])('is not made of the text %j', (text, rule) => {
    expect(() => signNote(text, key)).toThrow(rule)
  })

  it.each(['', 'a b', 'a+b', 'a\u00a0b'])('is not signed under the name %j', name => {
    expect(() => signNote('text\n', { name, seed })).toThrow(NoteError)
    expect(() => formatVerifierKey(name, new Uint8Array(32))).toThrow('vkey: name')
  })

  it.each([
    ['—  name AAAAAAA=', 'not a signature line'],
    ['— name AAAAAAA= more', 'not a signature line'],
    ['— name AAAAAA', 'not base64'],
    ['— name AAAAAAB=', 'not canonical base64'],
    ['— name AAAAAA==', 'signature too short'],
  ])('is refused with the signature line %j', (line, rule) => {
    expect(() => parseNote(`text\n\n${line}\n`)).toThrow(rule)
  })
})

describe('a verifier key', () => {
  it('is written and read back, for any key', () => {
    fc.assert(
      fc.property(anySeed, publicKey => {
        expect(parseVerifierKey(formatVerifierKey('log.example', publicKey)).publicKey).toEqual(publicKey)
      }),
    )
  })

  it.each([
    ['', 'not name+id+base64'],
    ['name+00000000', 'not name+id+base64'],
    ['name+00000000+AQ', 'not base64'],
    ['name+00000000+AQ==', 'not an Ed25519 key'],
  ])('is refused when it is %j', (vkey, rule) => {
    expect(() => parseVerifierKey(vkey)).toThrow(rule)
  })
})

describe('what can’t be written', () => {
  const head = { origin: 'log.example', size: 1, root: 'ab'.repeat(32) }
  it.each([
    { ...head, origin: 'two words' },
    { ...head, size: 1.5 },
    { ...head, size: -1 },
    { ...head, size: 2 ** 53 },
    { ...head, root: 'AB'.repeat(32) },
  ])('as a checkpoint is refused: $origin $size $root', wrong => {
    expect(() => formatCheckpoint(wrong)).toThrow(NoteError)
  })

  const epoch = {
    origin: 'log.example',
    index: 0,
    time: '2026-11-23T10:00:00.579Z',
    mapRoot: head.root,
    aggregates: 1,
    versions: 1,
    block: null,
  }
  it.each([
    { ...epoch, origin: 'log\nexample' },
    { ...epoch, index: -1 },
    { ...epoch, time: '2026-02-30T10:00:00.579Z' },
    { ...epoch, mapRoot: 'ab' },
    { ...epoch, aggregates: 0.5 },
    { ...epoch, versions: Number.NaN },
    { ...epoch, block: '' },
  ])('as an epoch record is refused: %j', wrong => {
    expect(() => formatEpoch(wrong)).toThrow(EpochError)
  })

  it('as a tlog-proof is refused', () => {
    expect(() => formatTlogProof({ index: -1, path: [], checkpoint: '' })).toThrow(TlogProofError)
    expect(() => formatTlogProof({ index: 0, path: ['ab'], checkpoint: '' })).toThrow('hash is not 32 bytes')
    expect(() => parseTlogProof('c2sp.org/tlog-proof@v1\nindex 0\nqw==\n\n')).toThrow('hash is not 32 bytes')
    expect(() => parseTlogProof('c2sp.org/tlog-proof@v1\nindex 0\n')).toThrow('no empty line')
  })
})

describe('base64 and UTF-8', () => {
  it('are the platform’s, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        const text = Buffer.from(bytes).toString('base64')
        expect(encodeBase64(bytes)).toBe(text)
        expect(decodeBase64(text, rule => new Error(rule))).toEqual(bytes)
        expect(decodeUtf8(bytes)).toBe(strictUtf8(bytes))
      }),
      { numRuns: 500 },
    )
  })

  it.each(['A', 'AA', 'AAA', 'AA=A', '====', 'A===', 'AB==', 'AAB=', 'AA==AA==', 'AA AA', 'AA-_'])('refuse %j as base64', text => {
    expect(() => decodeBase64(text, rule => new Error(rule))).toThrow(/^not (canonical )?base64$/)
  })
})

function strictUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
