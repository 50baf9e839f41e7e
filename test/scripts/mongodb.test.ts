import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findMongo } from '../../scripts/lib/mongodb.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sealdesk-go-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function withGo(said: string): NodeJS.ProcessEnv {
  const program = join(folder, 'go')
  writeFileSync(program, `#!/bin/sh\necho "${said}"\n`)
  chmodSync(program, 0o755)
  return { PATH: folder }
}

test.each(['go1.22', 'go1.22.12', 'go1.23rc1', 'go1.100.0', 'go2.0'])('%s builds the stand-in for MongoDB', version => {
  expect(findMongo(withGo(`go version ${version} linux/amd64`))).toEqual({ kind: 'stand-in' })
})

test.each(['1.19.8', '1.21.13', '1.9', '0.99'])('Go %s is too old for it, and it is said which one is wanted', version => {
  const why = `no MONGODB_URL, and nothing to build the stand-in with: Go 1.22 or newer is wanted, and the PATH has ${version}`
  expect(findMongo(withGo(`go version go${version} linux/amd64`))).toEqual({ kind: 'none', why })
})

test('a Go that is not there, or says nothing, builds nothing', () => {
  expect(findMongo({ PATH: folder })).toMatchObject({
    kind: 'none',
    why: expect.stringMatching(/no Go on the PATH \(1\.22 or newer is wanted\)$/),
  })
  expect(findMongo(withGo('what?'))).toMatchObject({ kind: 'none', why: expect.stringMatching(/doesn’t say which one it is$/) })
})

test.each([
  ['mongodb://db.example:27017/', 'server'],
  ['mongodb://a.example,b.example/?w=1&replicaSet=rs0', 'replica set'],
  ['mongodb+srv://db.example/', 'replica set'],
])('%s is a %s, and needs no Go', (url, kind) => {
  expect(findMongo({ PATH: folder, MONGODB_URL: url })).toEqual({ kind })
})
