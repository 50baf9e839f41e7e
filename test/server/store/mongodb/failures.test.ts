import {
  type AnyError,
  MongoAPIError,
  MongoBulkWriteError,
  MongoError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoParseError,
  MongoServerError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb'
import { describe, expect, test } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { isDuplicate, isDuplicatesOnly, storeError } from '../../../../server/store/mongodb/failures.ts'

const answered = (code: number, more: object = {}) => new MongoServerError({ code, message: 'the server says no', ...more })

function labelled(error: MongoError, ...labels: readonly string[]): MongoError {
  for (const label of labels) error.addErrorLabel(label)
  return error
}

/** As the driver makes it of an unordered batch: with the numbers of what failed in it, and of the write concern. */
function batch(failed: readonly number[], concern?: number, endedBy?: AnyError): MongoBulkWriteError {
  const writeErrors = failed.map((code, index) => ({ index, code }))
  // The driver keeps the classes of these two to itself.
  const result = { getWriteConcernError: () => (concern === undefined ? undefined : { code: concern }) }
  return Reflect.construct(MongoBulkWriteError, [endedBy ?? { message: 'a batch failed', code: failed[0] ?? concern, writeErrors }, result])
}

describe('what doesn’t come from a request is unavailable, to be asked or made again', () => {
  test.each<[string, Error]>([
    ['a step down', answered(189)],
    ['another primary', answered(10_107)],
    ['an election', answered(216)],
    ['a read before most members agree', answered(134)],
    ['a cursor that was lost with its member', answered(43)],
    ['a cursor that was killed', answered(237)],
    ['a plan that was killed', answered(175)],
    ['an operation that was killed', answered(11_601)],
    ['no room in the cache', answered(365)],
    ['writes that met', answered(112)],
    ['a lock that wasn’t got', answered(24)],
    ['a server that stops', answered(91)],
    ['a full disk', answered(14_031)],
    ['too many requests', answered(462)],
    ['a number of its own with the label of the server', answered(999_999, { errorLabels: ['RetryableWriteError'] })],
    ['… of a transaction inside the server', answered(999_999, { errorLabels: ['TransientTransactionError'] })],
    ['… of a server with too much to do', answered(999_999, { errorLabels: ['SystemOverloadedError'] })],
    ['a label on what the driver says', labelled(new MongoError('the pool was cleared'), 'PoolRequestedRetry')],
    ['a lost connection', new MongoNetworkError('connection 1 closed')],
    ['one that Node lost', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })],
    ['members whose names can’t be looked up', Object.assign(new Error('querySrv ESERVFAIL'), { code: 'ESERVFAIL' })],
    ['a closed client', new MongoNotConnectedError('Client must be connected')],
    ['one that closed itself', new MongoTopologyClosedError()],
    ['a write that only some members have', new MongoWriteConcernError({ ok: 1, writeConcernError: { code: 64, errmsg: 'waiting' } })],
    ['… and that the server refuses to count', new MongoWriteConcernError({ ok: 1, writeConcernError: { code: 100, errmsg: 'too few' } })],
    ['a batch that only some members have', batch([], 100)],
    ['… with keys that were there', batch([11_000, 11_000], 64)],
    ['a batch that was cut off', batch([], undefined, new MongoNetworkError('connection 1 closed'))],
    ['… by a step down', batch([], undefined, answered(189))],
    ['a batch of which one document met a step down', batch([11_000, 11_602])],
  ])('%s', (_, error) => {
    expect(storeError(error)).toBeInstanceOf(StoreUnavailable)
    expect(isDuplicatesOnly(error)).toBe(false)
  })
})

describe('what is wrong with a request stays what it is', () => {
  test.each<[string, unknown]>([
    ['a key that is there', answered(11_000)],
    ['a document that isn’t what it should be', answered(121)],
    ['a missing role', answered(13)],
    ['a wrong password', answered(18)],
    ['a stream’s place that is gone', answered(286, { errorLabels: ['NonResumableChangeStreamError'] })],
    ['a batch with keys that are there', batch([11_000, 11_000])],
    ['… and a document that isn’t what it should be', batch([11_000, 121])],
    ['a batch that was refused as a whole', batch([], undefined, answered(13))],
    ['a wrong argument', new MongoInvalidArgumentError('no')],
    ['a wrong call', new MongoAPIError('no')],
    ['a wrong address', new MongoParseError('no')],
    ['a mistake of ours', new TypeError('no')],
    ['what is no error at all', 'no'],
  ])('%s', (_, error) => {
    expect(storeError(error)).toBe(error)
  })

  test('only a batch that failed for nothing but keys that are there counts as such', () => {
    expect(isDuplicatesOnly(batch([11_000, 11_000]))).toBe(true)
    expect(isDuplicatesOnly(batch([11_000, 121]))).toBe(false)
    expect(isDuplicatesOnly(batch([11_000], 64))).toBe(false)
    expect(isDuplicatesOnly(answered(11_000))).toBe(false)
    expect(isDuplicate(answered(11_000))).toBe(true)
  })
})
