import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'
import { StoreUnavailable } from './store/errors.ts'

/** Names under which something secret could reach the log. Addresses are logged without their query, and bodies never. */
const SECRET = [
  '.password',
  '.passwordHash',
  '.token',
  '.cookie',
  '["set-cookie"]',
  '.authorization',
  '.apiKey',
  '.wif',
  '.seed',
  '.privateKey',
]

/** At the top of an entry, in what it holds, and one level deeper. */
const paths = SECRET.flatMap(name => [name.replace(/^\./, ''), `*${name}`, `*.*${name}`])

/**
 * One JSON object a line, with levels and times as people and programs read them. Secrets are taken out, whoever logs them by mistake.
 * `destination` is standard output unless it is given.
 */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: told },
    redact: { paths, censor: '(secret)' },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** What is logged of an error. Drivers hang whatever they were given onto theirs, which may be what people wrote: it stays out. */
function told(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = pino.stdSerializers.err(error)
  // It says nothing of where in the program it was met.
  if (error instanceof StoreUnavailable) return { type, code: error.code, message }
  return 'code' in error ? { type, code: error.code, message, stack } : { type, message, stack }
}
