import { expect, it } from 'vitest'
import { runCli, temporaryFolder } from '../support/server-process.ts'

it('a command whose output nobody reads to its end, as with “| head”, ends without a word of it', async () => {
  const folder = await temporaryFolder()
  const { code, stderr } = await runCli(['help'], folder.path, { unread: true })
  expect([code, stderr]).toEqual([141, ''])
  await folder.remove()
})
