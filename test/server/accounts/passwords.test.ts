import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from '../../../core/protocol/parse.ts'
import { createPasswords, passwordSchema } from '../../../server/accounts/passwords.ts'
import { Turnstile } from '../../../server/accounts/turnstile.ts'

const passwords = createPasswords(4)

describe('A password', () => {
  test.each([
    ['is refused under 10 bytes', 'short', 'malformed'],
    ['is refused over 72 bytes', 'x'.repeat(73), 'too_long'],
    ['is counted in bytes, not characters', 'ö'.repeat(37), 'too_long'],
    ['is refused with U+0000, where bcrypt would stop', `long enough\0really`, 'malformed'],
    ['is refused with a lone surrogate, which has no bytes', `long enough\ud800`, 'malformed'],
  ])('%s', (_, password, code) => {
    const parsed = parse(passwordSchema, password, 'password')
    expect(parsed.ok ? 'accepted' : parsed.refusal.code).toBe(code)
  })

  test.each(['0123456789', 'x'.repeat(72), 'ö'.repeat(36), '😀😀😀'])('is accepted from 10 to 72 bytes: %s', password => {
    expect(passwordSchema.safeParse(password).success).toBe(true)
  })

  test('fits its own hash and no other password', async () => {
    const bytes = fc.string({ unit: 'grapheme', minLength: 10, maxLength: 15 }).filter(text => passwordSchema.safeParse(text).success)
    await fc.assert(
      fc.asyncProperty(bytes, bytes, async (right, other) => {
        const hash = await passwords.hash(right)
        expect(await passwords.verify(right, hash)).toBe(true)
        expect(await passwords.verify(other, hash)).toBe(other === right)
      }),
      { numRuns: 50 },
    )
  })

  test('that only begins like a 72 byte one does not fit', async () => {
    const hash = await passwords.hash('x'.repeat(72))
    expect(await passwords.verify('x'.repeat(73), hash)).toBe(false)
  })

  test('is hashed with cost 12 unless a test says otherwise', async () => {
    expect(await createPasswords().hash('0123456789')).toMatch(/^\$2b\$12\$/)
  })

  test('takes as long to refuse for nobody as for somebody', async () => {
    const slow = createPasswords(10)
    const hash = await slow.hash('0123456789')
    const time = async (of: string | null) => {
      const from = process.hrtime.bigint()
      expect(await slow.verify('a wrong password', of)).toBe(false)
      return Number(process.hrtime.bigint() - from)
    }
    const least = async (of: string | null) => Math.min(...[await time(of), await time(of), await time(of), await time(of)])
    const [nobody, somebody] = [await least(null), await least(hash)]
    // Not comparing at all would be a thousand times quicker; a busy machine is not.
    expect(nobody / somebody).toBeGreaterThan(0.1)
    expect(nobody / somebody).toBeLessThan(10)
  })
})

describe('The turnstile', () => {
  test('lets so many in at once, keeps the order of those who wait, and sends the rest away', async () => {
    const turnstile = new Turnstile(2, 3)
    const doors: (() => void)[] = []
    const entered: number[] = []
    const work = (n: number) =>
      turnstile.pass(async () => {
        entered.push(n)
        await new Promise<void>(resolve => doors.push(resolve))
      })
    const inside = [0, 1, 2, 3, 4].map(work)
    await expect(work(5)).rejects.toMatchObject({ code: 'overloaded' })
    expect(entered).toEqual([0, 1])
    for (let left = 0; left < 5; left++) {
      doors.shift()?.()
      await inside[left]
      await Promise.resolve()
    }
    await Promise.all(inside)
    expect(entered).toEqual([0, 1, 2, 3, 4])
  })

  test('gives a place back when the work fails', async () => {
    const turnstile = new Turnstile(1, 0)
    await expect(turnstile.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await turnstile.pass(async () => 'in')).toBe('in')
  })
})
