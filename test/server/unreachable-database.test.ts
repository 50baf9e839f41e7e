import { expect, test } from 'vitest'
import { readConfig } from '../../server/config.ts'
import { openReads, openStore } from '../../server/parts.ts'
import { StoreUnavailable } from '../../server/store/errors.ts'

test('a database that can’t be reached is named, without what is secret in its address', async () => {
  // Nobody listens on port 1.
  const config = readConfig({ STORE_URL: 'mongodb://ada:a-secret-word@127.0.0.1:1/desk' })
  for (const opening of [openStore(config), openReads(config)]) {
    const error = await opening.then(
      () => null,
      error => error,
    )
    expect(error).toBeInstanceOf(StoreUnavailable)
    expect(error.message).toContain('127.0.0.1:1/desk can’t be reached')
    expect(error.message).not.toContain('a-secret-word')
  }
})
