import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ticketPayloads } from '../../core/ticket/commands.ts'
import { userPayloads } from '../../core/user/commands.ts'
import { ROOT } from '../support/server-process.ts'

it('docs/api.md lists exactly the commands that there are', async () => {
  const text = await readFile(join(ROOT, 'docs/api.md'), 'utf8')
  const listed = [...text.matchAll(/^\| (ticket|user) \| `(\w+)` \|/gm)].map(([, aggregate, name]) => `${aggregate} ${name}`)
  const known = [...Object.keys(ticketPayloads).map(name => `ticket ${name}`), ...Object.keys(userPayloads).map(name => `user ${name}`)]
  expect(listed.sort()).toEqual(known.sort())
})
