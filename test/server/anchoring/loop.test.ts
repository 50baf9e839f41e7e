import { describe, expect, it } from 'vitest'
import { type Loop, startLoop } from '../../../server/anchoring/loop.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { keptLog } from '../../support/world.ts'

/** Passes that a test lets end. */
function controlled() {
  const open: { end: (again: number) => void; fail: (error: Error) => void }[] = []
  const pass = () => new Promise<number>((resolve, reject) => open.push({ end: resolve, fail: reject }))
  return { open, pass }
}

function start(pass: () => Promise<number>): { loop: Loop; time: ManualTime; log: ReturnType<typeof keptLog> } {
  const time = new ManualTime()
  const log = keptLog()
  return { loop: startLoop({ pass, schedule: time.schedule, log }), time, log }
}

describe('the loop of passes', () => {
  it('never makes two at a time, and one more after those that were woken meanwhile', async () => {
    const { open, pass } = controlled()
    const { loop, time } = start(pass)
    loop.wake()
    loop.wake()
    loop.wake()
    expect(open).toHaveLength(1)
    open[0]?.end(60_000)
    await time.advance(0)
    expect(open).toHaveLength(2)
    open[1]?.end(60_000)
    await time.advance(0)
    expect(open).toHaveLength(2)
    loop.wake()
    expect(open).toHaveLength(3)
  })

  it('makes the next one when the last asked for it', async () => {
    const { open, pass } = controlled()
    const { loop, time } = start(pass)
    loop.wake()
    open[0]?.end(1000)
    await time.advance(0)
    await time.advance(999)
    expect(open).toHaveLength(1)
    await time.advance(1)
    expect(open).toHaveLength(2)
  })

  it('goes on after one that failed, and tells the log', async () => {
    const { open, pass } = controlled()
    const { loop, time, log } = start(pass)
    loop.wake()
    open[0]?.fail(new Error('broken'))
    await time.advance(0)
    await time.advance(5000)
    expect(open).toHaveLength(2)
    expect(log.entries).toMatchObject([{ level: 'error', fields: { err: { message: 'broken' } } }])
  })

  it('ends after the pass under way, and is not woken any more', async () => {
    const { open, pass } = controlled()
    const { loop, time } = start(pass)
    loop.wake()
    let closed = false
    const closing = loop.close().then(() => {
      closed = true
    })
    await time.advance(0)
    expect(closed).toBe(false)
    open[0]?.end(10)
    await closing
    loop.wake()
    await time.advance(100_000)
    expect(open).toHaveLength(1)
  })
})
