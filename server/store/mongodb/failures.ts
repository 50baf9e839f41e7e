import {
  MongoAPIError,
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNotConnectedError,
  MongoParseError,
  MongoServerClosedError,
  MongoServerError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
  type WriteError,
} from 'mongodb'
import { StoreUnavailable } from '../errors.ts'
import { PASSING, PASSING_LABELS } from './passing.ts'

/**
 * What Node calls a connection that is lost, and a name that can't be looked up: the driver passes it on as it is where that shows at the
 * moment of writing, or where it asks for the members of a `mongodb+srv` address.
 */
const LOST = new Set([
  ...['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END'],
  ...['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED', 'ETIMEOUT', 'ECONNREFUSED', 'ECANCELLED', 'EAI_AGAIN'],
])
const DUPLICATE_KEY = 11_000
const NOT_IMPLEMENTED = 238
const NAMESPACE_EXISTS = 48
const UNAUTHORIZED = 13
const UNAUTHENTICATED = 18

/** The port's error for one of the driver's: what doesn't come from the request itself is StoreUnavailable, everything else stays. */
export function storeError(error: unknown): unknown {
  return isUnreachable(error) ? new StoreUnavailable(undefined, error) : error
}

/** Whether the database could not be reached, or didn't answer to the end. Of a write, nobody knows then whether it happened. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof MongoError)) return error instanceof Error && 'code' in error && LOST.has(String(error.code))
  if (PASSING_LABELS.some(label => error.hasErrorLabel(label))) return true
  if (error instanceof MongoBulkWriteError) return isCutOff(error)
  // It is written, but may be undone.
  if (error instanceof MongoWriteConcernError) return true
  if (error instanceof MongoServerError) return PASSING.has(Number(error.code))
  if (error instanceof MongoParseError) return false
  if (error instanceof MongoAPIError) return isClosed(error)
  return true
}

/** Whether a batch didn't just fail for one of its documents. */
function isCutOff(error: MongoBulkWriteError): boolean {
  if (error.result.getWriteConcernError() !== undefined) return true
  // What ended it as a whole is an error of its own in it.
  if (error.errorResponse instanceof Error) return isUnreachable(error.errorResponse)
  return PASSING.has(Number(error.code)) || failuresIn(error).some(({ code }) => PASSING.has(code))
}

function failuresIn({ writeErrors }: MongoBulkWriteError): readonly WriteError[] {
  return [writeErrors].flat()
}

function isClosed(error: MongoAPIError): boolean {
  return isOver(error) || error instanceof MongoServerClosedError
}

/** Whether the driver's client is closed, or has closed itself since its first attempt to connect failed: it never tries again. */
export function isOver(error: unknown): boolean {
  return [MongoClientClosedError, MongoNotConnectedError, MongoTopologyClosedError].some(kind => error instanceof kind)
}

/** Whether something with this key is there already. */
export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY
}

/** Whether an unordered batch failed for nothing but keys that are there already. */
export function isDuplicatesOnly(error: unknown): boolean {
  if (!(error instanceof MongoBulkWriteError)) return false
  const failures = failuresIn(error)
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

/** Whether the server doesn't know us. */
export function isUnauthenticated(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === UNAUTHENTICATED
}

/** Whether the server knows us, and doesn't let us do what we asked for. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === UNAUTHORIZED
}
