import { appendFile, chmod, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type BlockRecord, ChainFile, DamagedChainFile } from '../../../../../server/anchoring/networks/dev/chain-file.ts'
import { chainFile } from '../dev-networks.ts'

const record = (n: number): BlockRecord => ({ header: `header ${n}`, transactions: [`transaction ${n}`] })

async function fileWith(...records: BlockRecord[]): Promise<string> {
  const path = await chainFile()
  const { file } = await ChainFile.open(path)
  for (const one of records) await file.append([one])
  await file.close()
  return path
}

async function recordsIn(path: string): Promise<readonly BlockRecord[]> {
  const { file, records } = await ChainFile.open(path)
  await file.close()
  return records
}

describe('the file of blocks', () => {
  it('is for its owner alone to read, also where it was made by an older version', async () => {
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    const path = await fileWith(record(1))
    expect(await modeOf(path)).toBe('600')
    await chmod(path, 0o644)
    expect(await recordsIn(path)).toEqual([record(1)])
    expect(await modeOf(path)).toBe('600')
  })

  it('gives back what was appended, in order', async () => {
    const path = await fileWith()
    const { file } = await ChainFile.open(path)
    await file.append([record(1)])
    await file.append([record(2), record(3)])
    await file.close()
    expect(await recordsIn(path)).toEqual([record(1), record(2), record(3)])
  })

  it('torn at any byte of its last record, is read up to the one before, and goes on from there', async () => {
    const path = await fileWith(record(1), record(2))
    const whole = await readFile(path)
    const first = whole.indexOf('\n') + 1
    for (let length = first; length < whole.length; length++) {
      await writeFile(path, whole)
      await truncate(path, length)
      const { file, records } = await ChainFile.open(path)
      expect(records).toEqual([record(1)])
      await file.append([record(3)])
      await file.close()
      expect(await recordsIn(path)).toEqual([record(1), record(3)])
    }
  })

  it.each(['\0\0\0\0', 'f'.repeat(16), '0000000000000000 {}\n', '\n'])('is cut where what follows is no record: %j', async rest => {
    const path = await fileWith(record(1))
    await appendFile(path, rest)
    expect(await recordsIn(path)).toEqual([record(1)])
    expect(await readFile(path)).toHaveLength((await readFile(await fileWith(record(1)))).length)
  })

  it('with a changed byte before a good record is damaged, and is left as it is', async () => {
    const path = await fileWith(record(1), record(2), record(3))
    const bytes = await readFile(path)
    bytes[bytes.indexOf('\n') + 30] = 0x58
    await writeFile(path, bytes)
    await expect(ChainFile.open(path)).rejects.toThrow(DamagedChainFile)
    await expect(ChainFile.open(path)).rejects.toThrow('line 2')
    expect(await readFile(path)).toEqual(bytes)
  })
})
