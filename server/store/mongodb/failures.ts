import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoInvalidArgumentError,
  MongoNotConnectedError,
  MongoParseError,
  MongoServerClosedError,
  MongoServerError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb'
import { StoreUnavailable } from '../errors.ts'

/** The server's numbers for what is no fault of a request: it stops, isn't the primary any more, has no room, took too long. */
const PASSING = new Set([6, 7, 50, 64, 89, 91, 189, 262, 9001, 10_107, 11_600, 11_602, 13_388, 13_435, 13_436, 14_031])
/** What Node calls a connection that is lost: the driver passes it on as it is where that shows at the moment of writing. */
const LOST = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'])
const DUPLICATE_KEY = 11_000
const NOT_IMPLEMENTED = 238
const NAMESPACE_EXISTS = 48
const DENIED = new Set([13, 18])

/** The port's error for one of the driver's: what doesn't come from the request itself is StoreUnavailable, everything else stays. */
export function storeError(error: unknown): unknown {
  return isUnreachable(error) ? new StoreUnavailable(undefined, error) : error
}

/** Whether the database could not be reached, or didn't answer to the end. Of a write, nobody knows then whether it happened. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof MongoError)) return error instanceof Error && 'code' in error && LOST.has(String(error.code))
  // Where a batch was cut off, and didn't fail for one of its documents, the error in it says why.
  if (error instanceof MongoBulkWriteError && error.errorResponse instanceof Error) return isUnreachable(error.errorResponse)
  if (error instanceof MongoWriteConcernError) return true
  if (error instanceof MongoServerError) return PASSING.has(Number(error.code)) || error.hasErrorLabel('RetryableWriteError')
  if (error instanceof MongoParseError) return false
  if (error instanceof MongoAPIError) return isClosed(error)
  return true
}

function isClosed(error: MongoAPIError): boolean {
  if (error instanceof MongoInvalidArgumentError) return false
  const kinds = [MongoClientClosedError, MongoNotConnectedError, MongoServerClosedError, MongoTopologyClosedError]
  return kinds.some(kind => error instanceof kind)
}

/** Whether something with this key is there already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY
}

/** Whether an unordered batch failed for nothing but keys that are there already. */
export function isDuplicatesOnly(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors]
  return failures.length > 0 && failures.every(({ code }) => code === DUPLICATE_KEY) && error.result.getWriteConcernError() === undefined
}

/** Whether the server doesn't know what it was asked to do. */
export function isNotImplemented(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === NOT_IMPLEMENTED
}

/** Whether a collection of this name is there already. */
export function isPresent(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === NAMESPACE_EXISTS
}

/** Whether the server doesn't let us in. */
export function isDenied(error: unknown): boolean {
  return error instanceof MongoServerError && DENIED.has(Number(error.code))
}
