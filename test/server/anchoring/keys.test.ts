import { inspect } from 'node:util'
import { PrivateKey } from '@bsv/sdk'
import { describe, expect, it } from 'vitest'
import { openCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import { settleAnchorKey, settleLogKey } from '../../../server/anchoring/keys.ts'
import { Secret } from '../../../server/secret.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'

const SEED = '0b'.repeat(32)
const wifOf = (byte: number) => new Secret(PrivateKey.fromHex(SEED).toWif([byte]))
const fresh = () => SEED
const never = (): string => {
  throw new Error('no key must be made')
}

describe('the log’s key', () => {
  it('is made once, and signs under the log’s name', async () => {
    const store = openMemoryStore()
    const key = await settleLogKey(store, 'sealdesk.test/log', fresh)
    const note = key.sign(`sealdesk.test/log\n1\n${Buffer.alloc(32).toString('base64')}\n`)
    expect(openCheckpoint(note, key.verifierKey)).toMatchObject({ origin: 'sealdesk.test/log', size: 1 })
    expect((await settleLogKey(store, 'sealdesk.test/log', never)).verifierKey).toBe(key.verifierKey)
  })

  it('is the one of the store where two servers make one at the same moment', async () => {
    const store = openMemoryStore()
    const [a, b] = await Promise.all([
      settleLogKey(store, 'sealdesk.test/log', () => '01'.repeat(32)),
      settleLogKey(store, 'sealdesk.test/log', () => '02'.repeat(32)),
    ])
    expect(a.verifierKey).toBe(b.verifierKey)
  })

  it('does not show where it is printed', async () => {
    const key = await settleLogKey(openMemoryStore(), 'sealdesk.test/log', fresh)
    expect(inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)).not.toContain(SEED)
  })
})

describe('the anchor key', () => {
  it.each([
    ['main', 0x80, '1'],
    ['test', 0xef, 'mn'],
    ['dev', 0xef, 'mn'],
  ] as const)('of the network %s has its bytes', async (network, byte, first) => {
    const key = await settleAnchorKey(openMemoryStore(), network, wifOf(byte), never)
    expect(key.privateKey().toHex()).toBe(SEED)
    expect(first).toContain(key.address[0])
  })

  it.each([
    ['main', wifOf(0xef)],
    ['test', wifOf(0x80)],
    ['dev', wifOf(0x80)],
    ['test', new Secret('KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWo')],
    ['test', new Secret('cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcB')],
  ] as const)('of another network, or mistyped, is refused on %s without being repeated', async (network, wif) => {
    const error: unknown = await settleAnchorKey(openMemoryStore(), network, wif, never).catch(error => error)
    expect(error).toMatchObject({ variable: 'ANCHOR_KEY' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(wif.reveal())
  })

  it('is made and kept where the development network is given none', async () => {
    const store = openMemoryStore()
    const made = await settleAnchorKey(store, 'dev', null, fresh)
    expect((await settleAnchorKey(store, 'dev', null, never)).address).toBe(made.address)
  })

  it('shows its address alone where it is printed', async () => {
    const key = await settleAnchorKey(openMemoryStore(), 'dev', wifOf(0xef), never)
    const printed = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)
    expect(printed).toContain(key.address)
    for (const secret of [SEED, wifOf(0xef).reveal(), PrivateKey.fromHex(SEED).toString()]) expect(printed).not.toContain(secret)
  })
})
