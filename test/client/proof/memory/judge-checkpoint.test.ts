import { describe, expect, it } from 'vitest'
import { judgeCheckpoint } from '../../../../client/proof/memory/judge-checkpoint.ts'
import { LOG_KEY, SmallLog } from './log-at-two-times.ts'

const RECORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']

async function judge(remembered: string | null, shown: string, log: Pick<SmallLog, 'consistency'>, isNewest = true) {
  return judgeCheckpoint({ remembered, shown, logKey: LOG_KEY, isNewest }, log.consistency)
}

describe('a checkpoint, beside the one that is remembered', () => {
  it('is newer where nothing is remembered, and where the log has grown', async () => {
    const log = await SmallLog.of(RECORDS)
    expect(await judge(null, await log.checkpoint(3), log)).toEqual({ kind: 'newer' })
    for (const [first, second] of [
      [1, 2],
      [3, 7],
      [4, 6],
    ] as const)
      expect(await judge(await log.checkpoint(first), await log.checkpoint(second), log)).toEqual({ kind: 'newer' })
  })

  it('is the same where size and root are, and an older one of the same log where it needn’t be the newest', async () => {
    const log = await SmallLog.of(RECORDS)
    expect(await judge(await log.checkpoint(5), await log.checkpoint(5), log)).toEqual({ kind: 'same' })
    expect(await judge(await log.checkpoint(6), await log.checkpoint(4), log, false)).toEqual({ kind: 'older' })
  })

  it('is a log that was cut where the newest is smaller', async () => {
    const log = await SmallLog.of(RECORDS)
    expect(await judge(await log.checkpoint(6), await log.checkpoint(4), log)).toEqual({ kind: 'conflict', why: 'smaller' })
  })

  it('is another log where a record was changed, whether it has the same size, has grown, or stands in an older place', async () => {
    const log = await SmallLog.of(RECORDS)
    const other = await SmallLog.of(RECORDS.with(1, 'forged'))
    expect(await judge(await log.checkpoint(4), await other.checkpoint(4), other)).toEqual({ kind: 'conflict', why: 'same_size' })
    expect(await judge(await log.checkpoint(4), await other.checkpoint(7), other)).toEqual({ kind: 'conflict', why: 'inconsistent' })
    expect(await judge(await log.checkpoint(7), await other.checkpoint(4), other, false)).toEqual({ kind: 'conflict', why: 'inconsistent' })
  })

  it('is a conflict where the key is another one, and where the server says that it can’t prove its own log', async () => {
    const log = await SmallLog.of(RECORDS)
    const foreign = await log.checkpoint(5, new Uint8Array(32).fill(8))
    expect(await judge(await log.checkpoint(4), foreign, log)).toEqual({ kind: 'conflict', why: 'unsigned' })
    const refusing = { consistency: async () => ({ kind: 'refused' }) as const }
    expect(await judge(await log.checkpoint(4), await log.checkpoint(5), refusing)).toEqual({ kind: 'conflict', why: 'inconsistent' })
  })

  it('says nothing while the server can’t be reached for the proof', async () => {
    const log = await SmallLog.of(RECORDS)
    const away = { consistency: async () => ({ kind: 'away' }) as const }
    expect(await judge(await log.checkpoint(4), await log.checkpoint(5), away)).toEqual({ kind: 'unproven' })
  })
})
