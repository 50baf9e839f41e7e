import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KnownError } from '../../core/protocol/errors.ts'
import { createLogger } from '../../server/logging.ts'
import { Outage } from '../../server/outage.ts'
import { RowsBegunAnew, StoreUnavailable } from '../../server/store/errors.ts'
import { ManualTime } from '../support/manual-time.ts'

const away = () => new StoreUnavailable(undefined, new Error('no member', { cause: new Error('connect ECONNREFUSED') }))

/** A server whose parts log each failure, on a store that comes and goes. */
function server() {
  const time = new ManualTime()
  const lines: { at: number; text: string }[] = []
  const log = createLogger('warn', { write: text => void lines.push({ at: time.now(), text }) })
  let isAway = false
  let isSlow = false
  let refuses = 0
  const newest = async () => {
    if (isSlow) return new Promise<never>(() => {})
    if (isAway) throw new StoreUnavailable()
    return null
  }
  const outage = new Outage({ log, store: { newest }, now: time.now, schedule: time.schedule })
  return {
    time,
    lines,
    outage,
    told: () => lines.map(({ text }) => JSON.parse(text).msg),
    goes() {
      isAway = true
    },
    comes() {
      isAway = false
      isSlow = false
    },
    /** It neither answers nor refuses. */
    hangs() {
      isSlow = true
    },
    /** It answers, and each second so many things fail for it. */
    refuses(times: number) {
      refuses = times
    },
    /** What happens in so many seconds, of each of which some part tells. */
    async pass(seconds: number) {
      for (let passed = 0; passed < seconds; passed++) {
        if (isAway) outage.log.child({ part: 'lists' }).error({ err: away() }, 'the lists can’t follow')
        for (let count = 0; count < refuses; count++) outage.log.error({ err: away(), command: `${passed}.${count}` }, REFUSED)
        // The store's answer comes before the clock goes on.
        await time.advance(0)
        await time.advance(1000)
      }
    },
  }
}

const AWAY = 'the store doesn’t answer; what fails for that is counted, and not logged'
const STILL = 'the store still doesn’t answer'
const BACK = 'the store answers again'
const REFUSED = 'a command failed'
const MORE = 'the store answers, and more has failed for it than is logged'
const MOMENTS = 'the store was away for moments; it answers now'

/** Of all lines that there are, how many at most came within one minute. */
function mostInAMinute(lines: readonly { readonly at: number }[]): number {
  return Math.max(0, ...lines.map(({ at }) => lines.filter(line => line.at > at - 60_000 && line.at <= at).length))
}

describe('the log of a server whose store is away', () => {
  it('has a line when it goes, one a minute, one when it is back, and nothing else of it', async () => {
    const { told, lines, goes, comes, pass, outage } = server()
    goes()
    await pass(150)
    expect(outage.isUnderWay).toBe(true)
    comes()
    await pass(200)
    expect(told()).toEqual([AWAY, STILL, STILL, BACK])
    expect(outage.isUnderWay).toBe(false)
    const [away, still] = lines.map(({ text }) => JSON.parse(text))
    expect(away).toMatchObject({ level: 'warn', since: '2026-11-23T09:00:00.000Z', unwritten: 1, why: 'connect ECONNREFUSED' })
    expect(still).toMatchObject({ since: '2026-11-23T09:00:00.000Z', unwritten: 59 })
  })

  it('has nothing more of it where who stops has given it up, and of nothing that failed just before', async () => {
    const { told, hangs, outage, time } = server()
    hangs()
    outage.log.error({ err: away() }, 'a command failed')
    outage.giveUp()
    outage.log.error({ err: away() }, 'a command failed')
    outage.log.error({ err: new Error('another reason') }, 'a page failed')
    await time.advance(100_000)
    outage.close()
    expect(told()).toEqual(['a page failed'])
  })

  it('tells of one that was away for moments after it was told of, once a minute', async () => {
    const { told, lines, goes, comes, pass } = server()
    for (let times = 0; times < 20; times++) {
      goes()
      await pass(2)
      comes()
      await pass(2)
    }
    await pass(200)
    expect(told()).toEqual([AWAY, BACK, MOMENTS, MOMENTS])
    expect(lines.slice(2).map(({ text }) => JSON.parse(text).times)).toEqual([14, 5])
  })

  it('has no more than four lines in any minute, however often the store comes and goes', async () => {
    const stretch = fc.record({ away: fc.integer({ min: 1, max: 90 }), there: fc.integer({ min: 1, max: 90 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { minLength: 1, maxLength: 20 }), async stretches => {
        const { lines, goes, comes, pass, told } = server()
        for (const { away, there } of stretches) {
          goes()
          await pass(away)
          comes()
          await pass(there)
        }
        await pass(130)
        expect(mostInAMinute(lines)).toBeLessThanOrEqual(4)
        // It never ends with the store said to be away.
        expect(told().at(-1)).not.toBe(AWAY)
        expect(told().at(-1)).not.toBe(STILL)
        for (const { text } of lines) expect(text.length).toBeLessThan(500)
      }),
      { numRuns: 50 },
    )
  })

  it('has no more than fifteen where things also fail while the store answers; and every one of them is written or counted', async () => {
    const kind = fc.constantFrom('away', 'hangs', 'refuses', 'there')
    const stretch = fc.record({ kind, seconds: fc.integer({ min: 1, max: 90 }), times: fc.integer({ min: 1, max: 30 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { minLength: 1, maxLength: 20 }), async stretches => {
        const { lines, goes, comes, hangs, refuses, pass, outage } = server()
        let failed = 0
        for (const { kind, seconds, times } of stretches) {
          comes()
          if (kind === 'away') goes()
          if (kind === 'hangs') hangs()
          const refused = kind === 'hangs' || kind === 'refuses' ? times : 0
          refuses(refused)
          await pass(seconds)
          failed += seconds * (refused + (kind === 'away' ? 1 : 0))
        }
        comes()
        refuses(0)
        await pass(130)
        expect(mostInAMinute(lines)).toBeLessThanOrEqual(15)
        outage.close()
        const unwritten = lines.map(({ text }) => Number(JSON.parse(text).unwritten ?? 0))
        const written = lines.filter(({ text }) => !('unwritten' in JSON.parse(text))).length
        expect(written + unwritten.reduce((sum, count) => sum + count, 0)).toBe(failed)
      }),
      { numRuns: 50 },
    )
  })

  it('has what failed as it was where the store answers all the same, as with a disk that is full, and says nothing of an outage', async () => {
    const { lines, refuses, pass, outage } = server()
    refuses(1)
    await pass(2)
    const [first, second] = lines.map(({ text }) => JSON.parse(text))
    expect(first).toMatchObject({ level: 'error', command: '0.0', msg: REFUSED, err: { type: 'StoreUnavailable' } })
    expect(second).toMatchObject({ level: 'error', command: '1.0', msg: REFUSED })
    expect([lines.length, outage.isUnderWay]).toEqual([2, false])
  })

  it('has ten such lines in a minute, and one that counts the others', async () => {
    const { lines, told, refuses, pass } = server()
    refuses(30)
    await pass(1)
    expect(told()).toEqual(new Array(10).fill(REFUSED))
    refuses(0)
    await pass(60)
    expect(told().slice(10)).toEqual([MORE])
    expect(JSON.parse(lines.at(-1)?.text ?? '')).toMatchObject({ level: 'warn', unwritten: 20 })
  })

  it('knows within four seconds that a store which says nothing is away', async () => {
    const { told, hangs, time, outage } = server()
    hangs()
    outage.log.error({ err: away() }, REFUSED)
    await time.advance(3999)
    expect(told()).toEqual([])
    await time.advance(1)
    expect(told()).toEqual([AWAY])
  })

  it('has what failed just before it is closed', async () => {
    const { told, hangs, outage } = server()
    hangs()
    for (let count = 0; count < 12; count++) outage.log.error({ err: away() }, REFUSED)
    outage.close()
    expect(told()).toEqual([...new Array(10).fill(REFUSED), MORE])
  })

  it('still has everything else, and what a store says that isn’t away', async () => {
    const { told, goes, pass, outage } = server()
    goes()
    await pass(3)
    outage.log.error({ err: new Error('a disk is full') }, 'a file can’t be written')
    outage.log.warn({ err: new RowsBegunAnew() }, 'the lists begin anew')
    outage.log.warn({ err: new KnownError('overloaded') }, 'too much')
    outage.log.error({ err: new Error('no epoch', { cause: new StoreUnavailable() }) }, 'no epoch could be made')
    expect(told()).toEqual([AWAY, 'a file can’t be written', 'the lists begin anew', 'too much'])
  })

  it('has everything again when that is over', async () => {
    const { told, goes, pass, outage, time } = server()
    goes()
    await pass(3)
    outage.close()
    outage.log.warn({ err: new StoreUnavailable() }, 'a lease could not be given back')
    await time.advance(200_000)
    expect(told()).toEqual([AWAY, 'a lease could not be given back'])
  })
})

describe('whether the store is away now', () => {
  it('is asked anew: an outage that is just over doesn’t count', async () => {
    const { goes, comes, pass, outage } = server()
    expect(await outage.isNow()).toBe(false)
    goes()
    await pass(1)
    expect(await outage.isNow()).toBe(true)
    comes()
    expect([outage.isUnderWay, await outage.isNow()]).toEqual([true, false])
  })

  it('is waited for a second where it didn’t answer the last time, and five where it did, whatever has failed', async () => {
    for (const [before, seconds] of [
      ['away', 1],
      ['refuses', 5],
      ['there', 5],
    ] as const) {
      const { goes, hangs, refuses, pass, outage, time } = server()
      if (before === 'away') goes()
      if (before === 'refuses') refuses(1)
      await pass(1)
      hangs()
      let answer: boolean | null = null
      const asking = outage.isNow().then(isNow => {
        answer = isNow
      })
      await time.advance(seconds * 1000 - 1)
      expect(answer).toBeNull()
      await time.advance(1)
      await asking
      expect(answer).toBe(true)
    }
  })
})
