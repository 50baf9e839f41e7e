import { Collection } from 'mongodb'
import { expect, onTestFinished, test, vi } from 'vitest'
import { StoreUnavailable } from '../../../../server/store/errors.ts'
import { mongoForTests } from './databases.ts'

const t = mongoForTests()

test('a setting that another server has settled, and that can’t be read yet, isn’t taken for the one’s own', async () => {
  const url = t.server.freshUrl()
  const [a, b] = [await t.events(url), await t.events(url)]
  expect(await a.settleSetting('origin', 'of a')).toBe('of a')
  // What most members of a replica set don't have isn't read, though it stands in the way.
  const unseen = vi.spyOn(Collection.prototype, 'findOne').mockResolvedValue(null)
  onTestFinished(() => void vi.restoreAllMocks())
  await expect(b.settleSetting('origin', 'of b')).rejects.toBeInstanceOf(StoreUnavailable)
  unseen.mockRestore()
  expect(await b.settleSetting('origin', 'of b')).toBe('of a')
})
