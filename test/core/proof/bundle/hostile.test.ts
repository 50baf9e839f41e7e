import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { verdictSchema } from '../../../../core/proof/bundle/verdict.ts'
import { verifyBundle } from '../../../../core/proof/bundle/verify.ts'
import { claimsBeyond } from './claims.ts'
import { COMPLETE, TRUST } from './vectors.ts'

const text = JSON.stringify(COMPLETE)
const original = { bundle: text, verdict: verifyBundle(text, TRUST) }

/** Every place in the bundle, as a path of keys. */
const places = [...paths(COMPLETE, [])]

const anything = fc.oneof(
  fc.constantFrom<unknown>(null, '', '0', '-', 0, 1, 8, 9, -1, 2 ** 53, 1.5, true, [], {}, '\u0000', '\ud800', '\n'.repeat(20)),
  fc.constantFrom(...places.map(path => JSON.stringify(at(COMPLETE, path)))).map(part => JSON.parse(part) as unknown),
  fc.string({ unit: 'binary' }),
  fc.anything({ maxDepth: 2 }),
)

describe('a bundle that somebody made up', () => {
  it('never makes the verifier throw or claim more: a part of it replaced by another part, or by anything', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), anything), { minLength: 1, maxLength: 3 }), changes => {
        const changed = structuredClone(COMPLETE)
        for (const [path, value] of changes) put(changed, path, value)
        expectNoMore(JSON.stringify(changed))
      }),
      { numRuns: 3000 },
    )
  })

  it('never makes the verifier throw or claim more: a piece of its text cut out, doubled or moved', () => {
    const position = fc.nat(text.length)
    fc.assert(
      fc.property(position, position, position, fc.boolean(), (from, length, to, keep) => {
        const piece = text.slice(from, from + (length % 200))
        const rest = keep ? text : text.slice(0, from) + text.slice(from + piece.length)
        expectNoMore(rest.slice(0, to) + piece + rest.slice(to))
      }),
      { numRuns: 2000 },
    )
  })

  it('never makes the verifier throw: a trust file of anything', () => {
    const trusts = fc.oneof(
      fc.anything(),
      fc.tuple(fc.constantFrom(...Object.keys(TRUST)), fc.anything()).map(([key, value]) => ({ ...TRUST, [key]: value })),
    )
    fc.assert(
      fc.property(trusts, trust => {
        expect(verifyBundle(text, trust).failed?.check ?? 'trust').toBe('trust')
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['epoch', '\n'.repeat(20_000_000)],
    ['tlogProof', `c2sp.org/tlog-proof@v1\nindex 4\n\na\n1\nb\n\n— ${'a'.repeat(20_000_000)} b\n`],
    ['tlogProof', `c2sp.org/tlog-proof@v1\nindex 4\n\na\n1\nb\n\n— ${'a'.repeat(1_000_000)} b\n`],
    ['tlogProof', `c2sp.org/tlog-proof@v1\nindex 4${'\nAAAA'.repeat(200_000)}\n\nb`],
    ['seals', ['a'.repeat(20_000_000)]],
    ['seals', [`0100000001${'00'.repeat(36)}00ffffffff${'fe40420f00'}${'00'.repeat(9_000_000)}`]],
    ['bump', 'a'.repeat(20_000_000)],
    ['bump', `fd58083440fe80841e00${'0001'.repeat(5_000_000)}`],
    ['headers', ['a'.repeat(20_000_000)]],
    ['origin', 'a'.repeat(20_000_000)],
    ['events', Array(200_000).fill({ header: '', salt: null, content: null })],
    ['unknown', Array(5_000_000).fill({})],
  ])('is refused with a short report where %s is huge', (key, value) => {
    const verdict = verifyBundle(JSON.stringify({ ...COMPLETE, [key]: value }), TRUST)
    expect(verdict.verdict).toBe('INVALID')
    expect(JSON.stringify(verdict).length).toBeLessThan(100_000)
  })

  it('is refused where it is larger than 64 MiB', () => {
    const failed = verifyBundle(new Uint8Array(64 * 1024 * 1024 + 1), TRUST).failed
    expect(failed).toMatchObject({ check: 'format', rule: 'size' })
  })
})

describe('the report on the way', () => {
  it('names the checks in their order, each when it begins and when it is passed', () => {
    const steps: string[] = []
    verifyBundle(text, TRUST, { onProgress: ({ check, done, total }) => steps.push(`${check} ${done}/${total}`) })
    expect(steps.slice(0, 6)).toEqual(['format 0/1', 'format 1/1', 'trust 0/1', 'trust 1/1', 'chain 0/9', 'chain 9/9'])
    expect(steps.filter(step => step.startsWith('sealChain'))).toEqual([
      'sealChain 0/3',
      'sealChain 1/3',
      'sealChain 2/3',
      'sealChain 3/3',
      'sealChain 3/3',
    ])
    expect(steps.at(-1)).toBe('headerKnown 1/1')
  })

  it('ends with what fails', () => {
    const steps: string[] = []
    const changed = JSON.stringify({ ...COMPLETE, seals: [] })
    const verdict = verifyBundle(changed, TRUST, { onProgress: ({ check }) => steps.push(check) })
    expect(verdict.failed?.check).toBe('merklePath')
    expect(steps.at(-1)).toBe('merklePath')
  })
})

function expectNoMore(bundle: string): void {
  const verdict = verifyBundle(bundle, TRUST)
  expect(verdictSchema.parse(verdict)).toEqual(verdict)
  expect(claimsBeyond(original, { bundle, verdict })).toEqual([])
}

type Path = readonly (string | number)[]

function* paths(value: unknown, path: Path): Generator<Path> {
  if (path.length > 0) yield path
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* paths(item, [...path, index])
  else if (typeof value === 'object' && value !== null) for (const [key, item] of Object.entries(value)) yield* paths(item, [...path, key])
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((part, key) => (typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined), value)
}

/** Where an earlier change has taken the place away, nothing happens. */
function put(value: unknown, path: Path, replacement: unknown): void {
  const parent = at(value, path.slice(0, -1))
  const key = path.at(-1)
  if (typeof parent === 'object' && parent !== null && key !== undefined) Reflect.set(parent, key, replacement)
}
