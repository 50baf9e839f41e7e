import { describe, expect, it } from 'vitest'
import { findReferences } from '../../../client/markdown/references.ts'

const people = { isPerson: (name: string) => ['mira', 'jon.b', 'a-b'].includes(name) }
const links = (text: string) =>
  findReferences(text, people)
    .filter(piece => piece.href !== null)
    .map(({ text, href }) => `${text} ${href}`)

describe('references in a text', () => {
  it('are mentions of people that are known', () => {
    expect(links('Thanks @mira, and @nobody.')).toEqual(['@mira /people/mira'])
  })

  it('are numbers of tickets', () => {
    expect(links('Same as #12, see (#7).')).toEqual(['#12 /tickets/12', '#7 /tickets/7'])
  })

  it('leave the dot that ends a sentence outside', () => {
    expect(links('Ask @mira. Or @jon.b.')).toEqual(['@mira /people/mira', '@jon.b /people/jon.b'])
  })

  it('are not found inside of words, addresses and colours', () => {
    expect(links('mail@mira a#12 x/#12 #12px ##3 &#39; #007')).toEqual([])
  })

  it('lose nothing of the text', () => {
    const text = 'Hello @mira and @ghost: #1 is #2? @'
    expect(
      findReferences(text, people)
        .map(piece => piece.text)
        .join(''),
    ).toBe(text)
  })
})
