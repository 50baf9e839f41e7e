import { describe, expect, it, onTestFinished } from 'vitest'
import { parseBlockHeader } from '../../../core/proof/bitcoin/header.ts'
import { type FollowOptions, followHeaders } from '../../../server/anchoring/block-headers.ts'
import { type ChainSource, NetworkUnavailable } from '../../../server/anchoring/network.ts'
import { openMemoryStore } from '../../../server/store/memory/memory-store.ts'
import type { BlockHeaders } from '../../../server/store/proofs.ts'
import { ManualTime } from '../../support/manual-time.ts'
import { keptLog } from '../../support/world.ts'
import { running } from './networks/dev-networks.ts'

type Changes = Partial<FollowOptions> & { readonly change?: (chain: ChainSource) => Partial<ChainSource> }

/** A follower of a running development network; it looks when a test says so. */
async function following({ change = () => ({}), ...options }: Changes = {}, network?: Awaited<ReturnType<typeof running>>) {
  const { dev, chain } = network ?? (await running())
  const { blocks } = openMemoryStore()
  const time = new ManualTime()
  const log = keptLog()
  const requireOwn = async () => {}
  const surroundings = { requireOwn, headers: blocks, network: 'dev', now: time.now, schedule: time.schedule, log } as const
  const follower = await followHeaders({ ...surroundings, chain: { ...chain, ...change(chain) }, ...options })
  onTestFinished(() => follower.close())
  return { dev, chain, time, log, follower, headers: options.headers ?? blocks }
}

async function all(headers: BlockHeaders) {
  return headers.from(0, 2000)
}

/** What is kept is a chain, and the same as the network's. */
async function expectSameChain(headers: BlockHeaders, chain: ChainSource): Promise<void> {
  const kept = await all(headers)
  const tip = await chain.tip()
  expect(kept.at(-1)).toMatchObject(tip)
  for (const [place, { height, hash, header }] of kept.entries()) {
    expect(header).toBe(await chain.header(height))
    expect(parseBlockHeader(header).hash).toBe(hash)
    if (place > 0) expect(parseBlockHeader(header).previous).toBe(kept[place - 1]?.hash)
  }
}

describe('following block headers', () => {
  it('what it read before another server went on takes nothing of that back', async () => {
    const { headers, chain, dev, follower } = await following()
    await follower.poll()
    let meanwhile = async () => {}
    const slow = await following({
      chain,
      headers: {
        ...headers,
        async replace(branch, over) {
          await meanwhile()
          return headers.replace(branch, over)
        },
      },
    })
    await slow.follower.poll()
    await dev.mine()
    meanwhile = async () => {
      await dev.mine(3)
      await follower.poll()
    }
    await slow.follower.poll()
    await expectSameChain(headers, chain)
    expect(slow.follower.newest()).toEqual(await headers.tip())
  })

  it('begins a hundred blocks below the tip', async () => {
    const network = await running()
    await network.dev.mine(120)
    const { follower, headers, chain } = await following({}, network)
    await follower.poll()
    expect((await all(headers)).map(({ height }) => height)).toEqual(Array.from({ length: 101 }, (_, n) => 20 + n))
    expect(follower.newest()).toEqual((await all(headers)).at(-1))
    await expectSameChain(headers, chain)
  })

  it('knows the newest header too where another server with the same store was faster', async () => {
    const first = await following()
    const { headers, chain, dev } = first
    const second = await following({ headers, chain })
    await dev.mine(3)
    await first.follower.poll()
    await second.follower.poll()
    expect(second.follower.newest()).toEqual(await headers.tip())
    expect(first.follower.newest()).toEqual(second.follower.newest())
  })

  it('goes on from what is kept, asking for no header twice', async () => {
    const first = await following()
    await first.follower.poll()
    await first.follower.close()
    await first.dev.mine(250)
    const asked: number[] = []
    const { headers, dev, chain } = first
    const counting: ChainSource = {
      ...chain,
      header(height) {
        asked.push(height)
        return chain.header(height)
      },
    }
    const { follower } = await following({ headers, chain: counting })
    await follower.poll()
    expect(asked).toEqual(Array.from({ length: 250 }, (_, n) => n + 1))
    await dev.mine()
    await follower.poll()
    expect(asked).toHaveLength(251)
    await expectSameChain(headers, chain)
  })

  it('counts confirmations, and has none for a block that isn’t in the chain', async () => {
    const { dev, follower } = await following()
    await dev.mine(3)
    await follower.poll()
    const { height, hash } = follower.newest() ?? { height: -1, hash: '' }
    expect(height).toBe(3)
    expect(await follower.confirmations(3, hash)).toBe(1)
    await dev.mine(11)
    await follower.poll()
    expect(await follower.confirmations(3, hash)).toBe(12)
    expect(await follower.confirmations(4, hash)).toBeNull()
    expect(await follower.confirmations(3, 'ab'.repeat(32))).toBeNull()
  })

  it('looks by itself, again and again', async () => {
    const { dev, follower, time, chain } = await following({ pollMs: 1000 })
    await follower.poll()
    await dev.mine()
    const changed = new Promise<void>(resolve => follower.onChange(resolve))
    await time.advance(1000)
    await changed
    expect(follower.newest()).toMatchObject(await chain.tip())
  })

  it('tells of each change, and of none where nothing changed', async () => {
    const { dev, follower } = await following()
    await follower.poll()
    let changes = 0
    const end = follower.onChange(() => {
      changes += 1
    })
    await follower.poll()
    expect(changes).toBe(0)
    await dev.mine(2)
    await follower.poll()
    expect(changes).toBe(1)
    end()
    await dev.mine()
    await follower.poll()
    expect(changes).toBe(1)
  })
})

describe('a reorganisation', () => {
  it.each([1, 2, 7, 100])('of %i blocks puts the longer branch in place', async depth => {
    const network = await running()
    await network.dev.mine(150)
    const { dev, chain, follower, headers } = await following({}, network)
    await follower.poll()
    const gone = follower.newest()
    await dev.reorganise(depth)
    await follower.poll()
    expect(follower.trouble()).toBeNull()
    expect(await follower.confirmations(gone?.height ?? 0, gone?.hash ?? '')).toBeNull()
    await expectSameChain(headers, chain)
  })

  it('below everything that is kept is followed as well, as nothing says otherwise', async () => {
    const network = await running()
    await network.dev.mine(103)
    const { dev, chain, follower, headers } = await following({}, network)
    await follower.poll()
    await dev.reorganise(103)
    await follower.poll()
    expect(follower.trouble()).toBeNull()
    await expectSameChain(headers, chain)
  })

  it('in one step: nobody sees a chain with a hole', async () => {
    const { blocks } = openMemoryStore()
    const network = await running()
    await network.dev.mine(30)
    const seen: number[] = []
    const headers: BlockHeaders = {
      ...blocks,
      async replace(branch, over) {
        const isDone = await blocks.replace(branch, over)
        seen.push((await blocks.tip())?.height ?? -1)
        return isDone
      },
    }
    const { dev, follower } = await following({ headers }, network)
    await follower.poll()
    await dev.reorganise(20)
    await follower.poll()
    expect(seen).toEqual([30, 31])
  })

  it('deeper than a day is another chain, and isn’t followed', async () => {
    const { dev, follower, headers, chain } = await following()
    await follower.poll()
    await dev.mine(150)
    await follower.poll()
    await dev.reorganise(149)
    const before = await all(headers)
    await follower.poll()
    expect(follower.trouble()).toMatchObject({ code: 'wrong_proof', text: expect.stringContaining('for more than 144 blocks') })
    expect(await all(headers)).toEqual(before)
    expect(follower.newest()).not.toMatchObject(await chain.tip())
  })

  it('with less work isn’t followed; with as much, it waits until either branch goes on', async () => {
    const { dev, follower, headers } = await following()
    await dev.mine(5)
    await follower.poll()
    const kept = await all(headers)
    const other = await running({ now: () => Date.now() + 60_000 })
    for (const [height, trouble] of [
      [4, 'wrong_proof'],
      [5, null],
      [6, null],
    ] as const) {
      await other.dev.mine(height - (await other.chain.tip()).height)
      const second = await following({ headers }, other)
      await second.follower.poll()
      expect(second.follower.trouble()?.code ?? null).toBe(trouble)
      if (height < 6) expect(await all(headers)).toEqual(kept)
      else await expectSameChain(headers, other.chain)
      await second.follower.close()
    }
  })

  it('while it is read makes no trouble', async () => {
    const network = await running()
    await network.dev.mine(10)
    let isFirst = true
    const change = (chain: ChainSource) => ({
      async header(height: number) {
        if (height === 5 && isFirst) {
          isFirst = false
          await network.dev.reorganise(8)
        }
        return chain.header(height)
      },
    })
    const { follower, headers, chain } = await following({ change }, network)
    await follower.poll()
    expect(isFirst).toBe(false)
    expect(follower.trouble()).toBeNull()
    await expectSameChain(headers, chain)
  })
})

describe('a header that doesn’t fit', () => {
  const flipped = (hex: string, byte: number) => {
    const bytes = Buffer.from(hex, 'hex')
    bytes[byte] = (bytes[byte] ?? 0) ^ 1
    return bytes.toString('hex')
  }

  it.each<[string, (hex: string) => string | null, string]>([
    ['is short', hex => hex.slice(2), 'can’t be read'],
    ['is long', hex => `${hex}00`, 'can’t be read'],
    ['is text', () => 'header', 'can’t be read'],
    ['is missing', () => null, 'There is no block header at height 3'],
    ['follows another', hex => workOn(flipped(hex, 10)), 'doesn’t follow the one before'],
    ['has bits that are easier than the network’s', hex => `${hex.slice(0, 144)}ffff7f22${hex.slice(152)}`, 'lacks the proof of work'],
    ['has bits that it doesn’t meet', hex => `${hex.slice(0, 144)}ffff001d${hex.slice(152)}`, 'lacks the proof of work'],
  ])('because it %s is a trouble; what is kept stays, and goes on when the source is right again', async (_, spoil, text) => {
    let isSpoilt = true
    const change = (chain: ChainSource) => ({
      async header(height: number) {
        const header = await chain.header(height)
        return height === 3 && isSpoilt && header !== null ? spoil(header) : header
      },
    })
    const { dev, follower, headers, time, chain, log } = await following({ change })
    await dev.mine(2)
    await follower.poll()
    await dev.mine(2)
    await follower.poll()
    expect(follower.trouble()).toMatchObject({ code: 'wrong_proof', text: expect.stringContaining(text), since: time.now() })
    expect(follower.newest()).toMatchObject({ height: 2 })
    expect(log.entries).toMatchObject([{ level: 'warn', message: expect.stringContaining(text) }])
    isSpoilt = false
    await follower.poll()
    expect(follower.trouble()).toBeNull()
    await expectSameChain(headers, chain)
  })

  it('on the main network, where this one’s work is far too little', async () => {
    const { follower } = await following({ network: 'main' })
    await follower.poll()
    expect(follower.trouble()).toMatchObject({ code: 'wrong_proof', text: expect.stringContaining('lacks the proof of work') })
    expect(follower.newest()).toBeNull()
  })

  /** Another nonce, until the header has its work again. */
  function workOn(hex: string): string {
    const bytes = Buffer.from(hex, 'hex')
    while (Number.parseInt(parseBlockHeader(bytes.toString('hex')).hash.slice(0, 2), 16) > 0x7e)
      bytes.writeUInt32LE(bytes.readUInt32LE(76) + 1, 76)
    return bytes.toString('hex')
  }
})

describe('a source that doesn’t answer', () => {
  it.each<[FollowOptions['network'], readonly number[]]>([
    // The development network is somebody's own, who waits for it.
    ['dev', [2000, 4000, 8000, 16_000, 30_000, 30_000]],
    ['test', [2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000]],
  ])('on the %s network is a trouble, tried again more and more rarely, but within some time', async (network, expected) => {
    const tip = () => Promise.reject(new NetworkUnavailable('Nobody answers.'))
    const { follower, time } = await following({ pollMs: 1000, network, change: () => ({ tip }) })
    const waits: number[] = []
    // The first look is made by itself.
    for (const _ of expected.slice(1)) {
      await follower.poll()
      waits.push((follower.trouble()?.retryAt ?? 0) - time.now())
    }
    expect(waits).toEqual(expected.slice(1))
  })

  it('is a trouble, and forgotten when it answers', async () => {
    const { dev, follower, time, chain } = await following({ pollMs: 1000 })
    await follower.poll()
    dev.silent(true)
    for (let round = 0; round < 12; round++) await follower.poll()
    expect(follower.trouble()).toMatchObject({ code: 'network_unavailable', text: expect.stringContaining('can’t be reached') })
    dev.silent(false)
    await dev.mine()
    const changed = new Promise<void>(resolve => follower.onChange(resolve))
    await time.advance(30_000)
    await changed
    await follower.poll()
    expect(follower.trouble()).toBeNull()
    expect(follower.newest()).toMatchObject(await chain.tip())
  })

  it('is left alone for as long as it asks', async () => {
    const change = () => ({
      async tip(): Promise<never> {
        throw new NetworkUnavailable('Too many requests.', { retryAfter: 900_000 })
      },
    })
    const { follower, time } = await following({ change })
    await follower.poll()
    expect(follower.trouble()).toMatchObject({ retryAt: time.now() + 900_000 })
  })

  it('keeps the time since when', async () => {
    const { dev, follower, time } = await following()
    await follower.poll()
    dev.silent(true)
    await follower.poll()
    const since = time.now()
    await time.advance(10)
    await follower.poll()
    expect(follower.trouble()).toMatchObject({ since })
  })
})

it('the log tells of a trouble when it begins, when it is another one, every five minutes while it lasts, and when it is over', async () => {
  let silent = false
  let spoilt = false
  const { dev, follower, time, log } = await following({
    change: chain => ({
      async tip() {
        if (silent) throw new NetworkUnavailable('WhatsOnChain isn’t there.')
        return chain.tip()
      },
      header: async height => (spoilt ? 'no header' : chain.header(height)),
    }),
  })
  await follower.poll()
  const begin = time.now()
  silent = true
  for (let minute = 0; minute < 12; minute++) {
    await follower.poll()
    await time.advance(60_000)
  }
  await dev.mine()
  ;[silent, spoilt] = [false, true]
  await follower.poll()
  const other = time.now()
  await follower.poll()
  spoilt = false
  for (let times = 0; times < 3; times++) await follower.poll()
  const code = 'network_unavailable'
  const since = new Date(begin).toISOString()
  expect(log.entries.map(({ level, fields }) => [level, fields])).toEqual([
    ['warn', { code }],
    ['warn', { code, since }],
    ['warn', { code, since }],
    ['warn', { code: 'wrong_proof' }],
    ['info', { code: 'wrong_proof', since: new Date(other).toISOString() }],
  ])
  expect(log.entries.at(-1)?.message).toBe('block headers are followed again')
})

it('a store that fails is logged, and tried again', async () => {
  const { blocks } = openMemoryStore()
  let isBroken = true
  const headers: BlockHeaders = {
    ...blocks,
    async replace(branch, over) {
      if (isBroken) throw new Error('the disk is full')
      return blocks.replace(branch, over)
    },
  }
  const { follower, log } = await following({ headers })
  await follower.poll()
  expect(log.entries[0]).toMatchObject({ level: 'error', fields: { err: new Error('the disk is full') } })
  isBroken = false
  await follower.poll()
  expect(follower.newest()).toMatchObject({ height: 0 })
})

it('closed while it reads, it stops and keeps what it has', async () => {
  const network = await running()
  await network.dev.mine(60)
  let asked = 0
  let close = async () => {}
  const change = (chain: ChainSource) => ({
    header(height: number) {
      asked += 1
      if (asked === 10) void close()
      return chain.header(height)
    },
  })
  const { follower } = await following({ change }, network)
  close = () => follower.close()
  await follower.poll()
  await follower.close()
  expect(asked).toBe(10)
  expect(follower.trouble()).toBeNull()
})
