import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { copyBlocks } from '../../cli/commands/copied-blocks.ts'
import { readConfig } from '../../server/config.ts'

const locationOf = (url: string) => readConfig({ STORE_URL: url }).store
const mongo = locationOf('mongodb://127.0.0.1:27017/sealdesk')

async function files() {
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-blocks-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [source, copy] = [join(folder, 'source.db'), join(folder, 'copy.db')]
  return { from: locationOf(`sqlite:${source}`), to: locationOf(`sqlite:${copy}`), own: `${source}.dev-chain`, copied: `${copy}.dev-chain` }
}

describe('the blocks of a development network', () => {
  test('are copied from beside the source to beside the copy, over those of an earlier run', async () => {
    const { from, to, own, copied } = await files()
    await writeFile(own, 'blocks')
    await writeFile(copied, 'fewer')
    expect(copyBlocks(from, to, true)).toBe(`The development network’s blocks are beside it, in ${copied}.`)
    expect(await readFile(copied, 'utf8')).toBe('blocks')
  })

  test('stay where they are for servers on a database, which are told the command that shares them', async () => {
    const { from, own } = await files()
    await writeFile(own, 'blocks')
    const lines = copyBlocks(from, mongo, true)?.split('\n')
    expect(lines?.[0]).toContain(`whose blocks stay in ${own}.`)
    expect(lines?.[1]).toBe(`  npx sealdesk dev-network ${own} --port 4000`)
    expect(lines?.[2]).toContain('ARC_URL and WHATSONCHAIN_URL')
  })

  test('are named by the whole path, as a shell takes it for one word', async () => {
    const { own } = await files()
    const spaced = own.replace('source.db', "a desk's.db")
    await writeFile(spaced, 'blocks')
    const from = locationOf(`sqlite:${relative(process.cwd(), spaced.replace('.dev-chain', ''))}`)
    const line = `  npx sealdesk dev-network '${spaced.replace("'", "'\\''")}' --port 4000`
    expect(copyBlocks(from, mongo, true)?.split('\n')[1]).toBe(line)
  })

  test('lie elsewhere where the source is a database: the first server on a file needs them, or the network’s addresses', async () => {
    const { to, copied } = await files()
    const text = copyBlocks(mongo, to, true)
    expect(text?.split('\n')[1]).toBe(`  cp FILE ${copied}`)
    expect(text).toContain('Or keep it running, and give its ARC_URL and WHATSONCHAIN_URL to the server on the copy, too.')
    expect(text).toMatch(/too\. Without either nothing can be anchored \(other_network\)\.$/)
    expect(existsSync(copied)).toBe(false)
    await writeFile(copied, 'blocks')
    expect(copyBlocks(mongo, to, true)).toContain(`takes the blocks in ${copied}, which lay there already`)
    expect(await readFile(copied, 'utf8')).toBe('blocks')
  })

  test('lie elsewhere where the source is a file beside which there are none', async () => {
    const { from, to } = await files()
    expect(copyBlocks(from, to, true)).toContain('give its ARC_URL and WHATSONCHAIN_URL to the server on the copy, too.')
    expect(copyBlocks(from, mongo, true)).toMatch(
      /keep it running, and give its ARC_URL and WHATSONCHAIN_URL to the servers on the copy, too\.$/,
    )
  })

  test('aren’t spoken of where the log is anchored on another network, or on none', async () => {
    const { from, to, own } = await files()
    for (const [source, target] of [
      [from, to],
      [from, mongo],
      [mongo, to],
    ] as const)
      expect(copyBlocks(source, target, false)).toBeNull()
    await writeFile(own, 'blocks of a network that was tried before')
    expect(copyBlocks(from, mongo, false)).toBeNull()
  })
})
