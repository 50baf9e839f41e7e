import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat, truncate } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { z } from 'zod'
import { chainFile, clients, funded, running } from '../dev-networks.ts'
import { payerAddress, payment } from '../payments.ts'

const addressesSchema = z.object({ arcUrl: z.string(), whatsOnChainUrl: z.string() })

/** In a process of its own, with blocks every few milliseconds. */
async function startProcess(file: string, fund?: string) {
  const program = fileURLToPath(new URL('killed-network.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program, file, ...(fund ? [fund] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = await once(createInterface(child.stdout), 'line')
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { kill, ...clients(addressesSchema.parse(JSON.parse(line))) }
}

describe('the development network', () => {
  it('has after a restart all blocks that it had, on the same branch, and what is unspent', async () => {
    const before = await running()
    const { extended, txid } = await payment(await funded(before))
    await before.broadcaster.submit(extended, txid)
    await before.dev.mine(3)
    await before.dev.reorganise(1)
    const known = async ({ broadcaster, chain }: typeof before) => ({
      tip: await chain.tip(),
      status: await broadcaster.status(txid),
      unspent: await chain.unspent(payerAddress),
    })
    const expected = await known(before)
    await before.close()
    const after = await running({ file: before.file })
    expect(await known(after)).toEqual(expected)
    await after.dev.mine()
    expect((await after.chain.tip()).height).toBe(expected.tip.height + 1)
  })

  it('goes on at the block before the one that was torn', async () => {
    const before = await running()
    await before.dev.mine(5)
    await before.close()
    await truncate(before.file, (await stat(before.file)).size - 10)
    const { dev, chain } = await running({ file: before.file })
    expect(await chain.tip()).toMatchObject({ height: 4 })
    await dev.mine()
    expect(await chain.tip()).toMatchObject({ height: 5 })
  })

  it('killed again and again, never takes back a block that it had told of', async () => {
    const file = await chainFile()
    let coin: Awaited<ReturnType<typeof payment>>['next'] | null = null
    const told: { txid: string; status: unknown }[] = []
    for (let round = 0; round < 4; round++) {
      const { broadcaster, chain, kill } = await startProcess(file, round === 0 ? payerAddress : undefined)
      for (const { txid, status } of told) expect(await broadcaster.status(txid)).toEqual(status)
      coin ??= (await chain.unspent(payerAddress))[0] ?? null
      if (coin === null) throw new Error('no coin')
      const { extended, txid, next } = await payment(coin)
      await broadcaster.submit(extended, txid)
      const status = await vi.waitUntil(async () => {
        const answer = await broadcaster.status(txid)
        return answer.state === 'mined' ? answer : null
      })
      await kill()
      told.push({ txid, status })
      coin = next
    }
  })

  it('after a restart goes on to make blocks until what it holds is final', async () => {
    const file = await chainFile()
    const before = await running({ file })
    const { extended, txid } = await payment(await funded(before))
    await before.broadcaster.submit(extended, txid)
    await before.dev.mine()
    const { height } = await before.chain.tip()
    await before.close()
    const { chain } = await running({ file, blockMs: 3 })
    await vi.waitUntil(async () => (await chain.tip()).height >= height + 11)
  })
})
