import { describe, expect, it } from 'vitest'
import { parseBlockHeader } from '../../../../core/proof/bitcoin/header.ts'
import { KnownHeadersError, parseKnownHeaders } from '../../../../core/proof/bundle/known-headers.ts'
import vectors from '../../../vectors/bundle.json' with { type: 'json' }

const lines = vectors.trustedHeaders.trim().split('\n')
const [first = '', second = ''] = lines
const hex = first.split(' ')[1] ?? ''
const header = parseBlockHeader(hex)

describe('a list of headers that the verifier knows', () => {
  it('gives blocks by hash and by height, each following the one before', () => {
    const known = parseKnownHeaders(vectors.trustedHeaders)
    expect([...known.byHeight.keys()]).toEqual([2132, 2133, 2134, 2135, 2136, 2137, 2138, 2139])
    expect(known.byHash.get(header.hash)).toEqual({ hash: header.hash, height: 2132, header })
    const blocks = [...known.byHash.values()]
    for (const [index, block] of blocks.entries()) if (index > 0) expect(block.header?.previous).toBe(blocks[index - 1]?.hash)
  })

  it('takes a header or a hash, with or without a height, with empty lines and carriage returns', () => {
    const known = parseKnownHeaders(`\n${header.hash}\r\n\r\n${second}\r\n`)
    expect(known.byHash.get(header.hash)).toEqual({ hash: header.hash, height: null, header: null })
    expect(known.byHash.size).toBe(2)
    expect(parseKnownHeaders('').byHash.size).toBe(0)
  })

  it('puts together what several lines say of one block', () => {
    for (const list of [`${hex}\n2132 ${header.hash}`, `2132 ${header.hash}\n${hex}`, `${first}\n${first}`]) {
      const known = parseKnownHeaders(list)
      expect(known.byHash.get(header.hash)).toEqual({ hash: header.hash, height: 2132, header })
      expect(known.byHeight.get(2132)).toEqual({ hash: header.hash, height: 2132, header })
    }
  })

  it.each([
    ['not hex', `${first}\nzz`, 2],
    ['half a header', hex.slice(0, 100), 1],
    ['capitals', header.hash.toUpperCase(), 1],
    ['a height alone', '2132', 1],
    ['a height with a leading zero', `02132 ${header.hash}`, 1],
    ['two heights for one block', `${first}\n2133 ${header.hash}`, 2],
    ['two blocks for one height', `${first}\n${second.replace('2133', '2132')}`, 2],
  ])('is refused: %s', (_, list, line) => {
    expect(() => parseKnownHeaders(list)).toThrow(expect.objectContaining({ name: KnownHeadersError.name, line }))
  })
})
