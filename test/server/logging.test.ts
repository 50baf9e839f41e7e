import { MongoServerError } from 'mongodb'
import { expect, test } from 'vitest'
import { createLogger } from '../../server/logging.ts'
import { StoreUnavailable } from '../../server/store/errors.ts'

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = []
  write(createLogger('debug', { write: line => void lines.push(line) }))
  return lines.join('')
}

test('an error is logged with its kind, code, message, stack and cause, and without what the driver has hung onto it', () => {
  const cause = new MongoServerError({ message: 'Document failed validation', code: 121, errInfo: { document: 'what a person wrote' } })
  const error = new Error('a ticket could not be stored', { cause })
  const line = logged(log => log.error({ err: error }, 'failed'))
  expect(line).not.toContain('what a person wrote')
  expect(JSON.parse(line).err).toMatchObject({ type: 'Error', message: expect.stringContaining('a ticket could not be stored') })
  expect(line).toContain('Document failed validation')
  expect(JSON.parse(logged(log => log.error({ err: cause }, 'failed'))).err).toMatchObject({ type: 'MongoServerError', code: 121 })
  expect(logged(log => log.error({ err: cause }, 'failed'))).not.toContain('what a person wrote')
})

test('what isn’t an error is logged as it is', () => {
  expect(JSON.parse(logged(log => log.error({ err: 'gone' }, 'failed'))).err).toBe('gone')
})

test('that the store is away is logged without where in the program that was met', () => {
  const error = new StoreUnavailable(undefined, new Error('connect ECONNREFUSED'))
  expect(JSON.parse(logged(log => log.error({ err: error }, 'failed'))).err).toEqual({
    type: 'StoreUnavailable',
    code: 'store_unavailable',
    message: expect.stringContaining('connect ECONNREFUSED'),
  })
})
