import { parseDecimal } from '../../events/decimal.ts'
import { isHash, isOrigin, isTime } from '../../events/names.ts'

/** One leaf of the epoch log: the map of heads at one time. Specification, section 5. */
export type EpochRecord = {
  readonly origin: string
  /** 0, 1, 2 …: the leaf's index. */
  readonly index: number
  /** RFC 3339 in UTC with milliseconds. */
  readonly time: string
  /** Root of the map of heads, in hex. */
  readonly mapRoot: string
  /** How many aggregates the map holds. */
  readonly aggregates: number
  /** Sum of their versions. */
  readonly versions: number
  /** Hash of the newest block header that the writer knew. */
  readonly block: string | null
}

const TAG = 'sealdesk/epoch/v1'
const LINES = 8

/** A text that isn't an epoch record, or fields that can't be written as one. The message names the rule. */
export class EpochError extends Error {
  override readonly name = 'EpochError'
}

/** The exact text of a record, to be hashed and stored. Throws `EpochError` for a field that can't be written. */
export function formatEpoch(epoch: EpochRecord): string {
  const { origin, index, time, mapRoot, aggregates, versions, block } = epoch
  const text = `${[TAG, origin, index, time, mapRoot, aggregates, versions, block ?? '-'].join('\n')}\n`
  // Reading it back leaves one place that knows what is well formed. A line feed in a field shows as a ninth line.
  parseEpoch(text)
  return text
}

/** The fields of a record's exact text. Throws `EpochError` unless it is eight well-formed lines. */
export function parseEpoch(text: string): EpochRecord {
  check(text.endsWith('\n'), 'no line feed at the end')
  const lines = text.slice(0, -1).split('\n')
  const [tag = '', origin = '', index = '', time = '', mapRoot = '', aggregates = '', versions = '', block = ''] = lines
  check(lines.length === LINES, `${lines.length} lines, not ${LINES}`)
  check(tag === TAG, 'unknown tag')
  check(isOrigin(origin), 'origin')
  check(isTime(time), 'time')
  check(isHash(mapRoot), 'map root')
  check(block === '-' || isHash(block), 'block')
  return {
    origin,
    index: number(index),
    time,
    mapRoot,
    aggregates: number(aggregates),
    versions: number(versions),
    block: block === '-' ? null : block,
  }
}

function check(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new EpochError(rule)
}

function number(line: string): number {
  const value = parseDecimal(line)
  check(value !== null, 'a number')
  return value
}
