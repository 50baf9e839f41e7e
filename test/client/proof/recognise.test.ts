import { describe, expect, it } from 'vitest'
import { recognise } from '../../../client/proof/recognise.ts'
import vectors from '../../vectors/bundle.json' with { type: 'json' }

const bytes = (text: string) => new TextEncoder().encode(text)
const kindOf = (text: string) => recognise(bytes(text))
const [complete] = vectors.valid

describe('a file is recognised by what is in it', () => {
  it('a bundle', () => expect(kindOf(JSON.stringify(complete?.bundle))).toBe('bundle'))
  it('a bundle of a format to come', () => expect(kindOf('{"format":"sealdesk/proof/v9"}')).toBe('bundle'))
  it('a bundle that is cut off', () => expect(kindOf(JSON.stringify(complete?.bundle).slice(0, 500))).toBe('bundle'))
  it('a trust file', () => expect(kindOf(JSON.stringify(vectors.trust, null, 2))).toBe('trust'))
  it('a trust file that an editor saved with a byte order mark', () =>
    expect(kindOf(`\uFEFF${JSON.stringify(vectors.trust)}`)).toBe('trust'))
  it('a list of headers', () => expect(kindOf(vectors.trustedHeaders)).toBe('headers'))
  it('a list of block hashes without heights', () => expect(kindOf(`\n${'ab'.repeat(32)}\n${'cd'.repeat(32)}\n`)).toBe('headers'))
  it('a large object, of which only the beginning is looked at', () => expect(kindOf(`{"events":"${'x'.repeat(100_000)}"}`)).toBe('bundle'))
  it.each([
    ['', 'nothing'],
    ['hello', 'a text'],
    ['{', 'half an object'],
    ['{"a":1}', 'an object'],
    ['[1,2]', 'a list'],
    ['1234', 'a number'],
  ])('%j, %s, is none of them', text => expect(kindOf(text)).toBe('unknown'))
  it('bytes that are no text are none of them', () =>
    expect(recognise(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]))).toBe('unknown'))
})
