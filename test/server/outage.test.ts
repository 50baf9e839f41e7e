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
    },
    /** It neither answers nor refuses. */
    hangs() {
      isSlow = true
    },
    /** What happens in so many seconds, of each of which some part tells. */
    async pass(seconds: number) {
      for (let passed = 0; passed < seconds; passed++) {
        if (isAway) outage.log.child({ part: 'lists' }).error({ err: away() }, 'the lists can’t follow')
        await time.advance(1000)
      }
    },
  }
}

const AWAY = 'the store doesn’t answer; what fails for that is counted, and not logged'
const STILL = 'the store still doesn’t answer'
const BACK = 'the store answers again'
const MOMENTS = 'the store was away for moments; it answers now'

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
        for (const { at } of lines) expect(lines.filter(line => line.at > at - 60_000 && line.at <= at).length).toBeLessThanOrEqual(4)
        // It never ends with the store said to be away.
        expect(told().at(-1)).not.toBe(AWAY)
        expect(told().at(-1)).not.toBe(STILL)
        for (const { text } of lines) expect(text.length).toBeLessThan(500)
      }),
      { numRuns: 50 },
    )
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

  it('is waited for a second where it didn’t answer before, and five where it did', async () => {
    for (const [before, seconds] of [
      [1, 1],
      [0, 5],
    ] as const) {
      const { goes, hangs, pass, outage, time } = server()
      if (before > 0) goes()
      await pass(before)
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
