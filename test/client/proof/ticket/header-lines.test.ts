import { describe, expect, it } from 'vitest'
import { linesOf } from '../../../../client/proof/ticket/header-lines.ts'

async function* pieces(all: Iterable<string>): AsyncGenerator<string> {
  yield* all
}

async function lines(pieces: AsyncIterable<string>): Promise<readonly string[]> {
  const lines: string[] = []
  for await (const line of linesOf(pieces)) lines.push(line)
  return lines
}

describe('lines of headers that come in pieces', () => {
  it('are whole, wherever the pieces end; what no line feed ends is none', async () => {
    expect(await lines(pieces(['1 a', 'b\n2', ' cd\n3 ef\n', '', '4 gh']))).toEqual(['1 ab', '2 cd', '3 ef'])
  })

  it('are read no further once one is longer than any header', async () => {
    let given = 0
    const endless = function* () {
      for (;;) {
        given++
        yield 'a'.repeat(50)
      }
    }
    await expect(lines(pieces(endless()))).rejects.toThrow('more than 200 characters')
    expect(given).toBe(5)
    await expect(lines(pieces([`1 ${'a'.repeat(300)}\n`]))).rejects.toThrow('more than 200 characters')
  })
})
