import { describe, expect, it } from 'vitest'
import { NOTHING_GIVEN, type Part, takeFile } from '../../../client/proof/given.ts'
import vectors from '../../vectors/bundle.json' with { type: 'json' }

const bundle = new File([JSON.stringify(vectors.valid[0]?.bundle)], 'ticket.json')
const trust = new File([JSON.stringify(vectors.trust)], 'trust.json')
const headers = new File([vectors.trustedHeaders], 'headers.txt')
const garbage = new File(['hello'], 'note.txt')

const take = (file: File, asked: Part | null) => takeFile(NOTHING_GIVEN, file, asked)
const problem = async (file: File, asked: Part | null) => {
  const taken = await take(file, asked)
  return taken.ok ? null : taken.problem
}

describe('files that are dropped or chosen', () => {
  it.each([
    ['bundle', bundle],
    ['trust', trust],
    ['headers', headers],
  ] as const)('a %s goes where it belongs, whatever it was chosen for', async (part, file) => {
    for (const asked of [null, 'bundle', 'trust', 'headers'] as const) {
      const taken = await take(file, asked)
      expect(taken).toMatchObject({ ok: true, part })
      if (taken.ok) expect(taken.given[part]?.name).toBe(file.name)
    }
  })

  it('leave in place what was there', async () => {
    const first = await take(bundle, null)
    if (!first.ok) throw new Error(first.problem)
    const second = await takeFile(first.given, trust, null)
    expect(second).toMatchObject({ ok: true, given: { bundle: { name: 'ticket.json' }, trust: { name: 'trust.json', from: 'file' } } })
  })

  it('keep the exact bytes of a bundle', async () => {
    const taken = await take(bundle, 'bundle')
    expect(taken.ok && Buffer.from(taken.given.bundle?.bytes ?? new ArrayBuffer(0)).equals(Buffer.from(await bundle.arrayBuffer()))).toBe(
      true,
    )
  })

  it('that are nothing known: what was chosen as a bundle or a list is left to the verifier', async () => {
    expect(await take(garbage, 'bundle')).toMatchObject({ ok: true, part: 'bundle' })
    expect(await take(garbage, 'headers')).toMatchObject({ ok: true, part: 'headers' })
  })

  it('that can’t be used are refused with a sentence', async () => {
    expect(await problem(garbage, null)).toBe('note.txt is no proof bundle, no trust file and no list of block headers.')
    expect(await problem(garbage, 'trust')).toMatch(/^note\.txt is no trust file/)
    expect(await problem(new File([], 'empty.json'), 'bundle')).toBe('empty.json is empty.')
    const tooLarge = new File([new Uint8Array(64 * 1024 * 1024 + 1)], 'large.json')
    expect(await problem(tooLarge, 'bundle')).toMatch(/^large\.json is larger than 64 MiB/)
  })

  it('that are gone are refused with a sentence', async () => {
    const gone = Object.assign(new File(['{}'], 'gone.json'), { arrayBuffer: () => Promise.reject(new Error('NotFoundError')) })
    expect(await problem(gone, 'bundle')).toMatch(/^gone\.json can’t be read/)
  })
})
