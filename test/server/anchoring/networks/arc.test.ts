import { describe, expect, it } from 'vitest'
import { NetworkUnavailable, type TransactionStatus } from '../../../../server/anchoring/network.ts'
import { createArc } from '../../../../server/anchoring/networks/arc.ts'
import { MAX_ANSWER } from '../../../../server/anchoring/networks/http.ts'
import { canned } from './canned.ts'

const TXID = 'ab'.repeat(32)
const BLOCK = 'cd'.repeat(32)
const KEY = 'mainnet_0123456789abcdef'

type Answer = Awaited<ReturnType<Parameters<typeof canned>[0]>>

async function arcThatAnswers(answer: Answer, options: { timeoutMs?: number } = {}) {
  const service = await canned(() => answer)
  return { ...service, arc: createArc({ url: service.url, apiKey: KEY, fetch, ...options }) }
}

const told = (txStatus: string, more: object = {}) => ({
  body: {
    timestamp: '2026-11-23T09:00:00Z',
    txid: TXID,
    txStatus,
    extraInfo: '',
    competingTxs: null,
    blockHash: '',
    blockHeight: 0,
    merklePath: '',
    ...more,
  },
})

async function unavailable(answer: Promise<unknown>): Promise<NetworkUnavailable> {
  const error = await answer.then(
    value => new Error(`it was answered: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  )
  if (!(error instanceof NetworkUnavailable)) throw error
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(KEY)
  return error
}

describe('a transaction’s status', () => {
  const mined = { blockHash: BLOCK, blockHeight: 7, merklePath: 'FE00' }
  it.each<[string, object, TransactionStatus]>([
    ['UNKNOWN', {}, { state: 'unknown' }],
    ['QUEUED', {}, { state: 'pending', detail: 'QUEUED' }],
    ['RECEIVED', {}, { state: 'pending', detail: 'RECEIVED' }],
    ['STORED', {}, { state: 'pending', detail: 'STORED' }],
    ['ANNOUNCED_TO_NETWORK', {}, { state: 'pending', detail: 'ANNOUNCED_TO_NETWORK' }],
    ['REQUESTED_BY_NETWORK', {}, { state: 'pending', detail: 'REQUESTED_BY_NETWORK' }],
    ['SENT_TO_NETWORK', {}, { state: 'pending', detail: 'SENT_TO_NETWORK' }],
    ['ACCEPTED_BY_NETWORK', {}, { state: 'pending', detail: 'ACCEPTED_BY_NETWORK' }],
    ['SEEN_IN_ORPHAN_MEMPOOL', {}, { state: 'pending', detail: 'SEEN_IN_ORPHAN_MEMPOOL' }],
    ['MINED_IN_STALE_BLOCK', mined, { state: 'pending', detail: 'MINED_IN_STALE_BLOCK' }],
    ['PENDING_RETRY', {}, { state: 'pending', detail: 'PENDING_RETRY' }],
    ['STUMP_PROCESSING', {}, { state: 'pending', detail: 'STUMP_PROCESSING' }],
    ['SEEN_ON_NETWORK', {}, { state: 'seen' }],
    ['SEEN_MULTIPLE_NODES', {}, { state: 'seen' }],
    ['MINED', mined, { state: 'mined', height: 7, block: BLOCK, path: 'fe00' }],
    ['IMMUTABLE', mined, { state: 'mined', height: 7, block: BLOCK, path: 'fe00' }],
    ['MINED', { ...mined, merklePath: '' }, { state: 'mined', height: 7, block: BLOCK, path: null }],
    ['MINED', { ...mined, merklePath: null }, { state: 'mined', height: 7, block: BLOCK, path: null }],
    ['MINED', {}, { state: 'seen' }],
    [
      'DOUBLE_SPEND_ATTEMPTED',
      { competingTxs: [BLOCK] },
      { state: 'rejected', reason: 'conflict', detail: `DOUBLE_SPEND_ATTEMPTED · ${BLOCK}` },
    ],
    [
      'REJECTED',
      { extraInfo: 'mempool min fee not met' },
      { state: 'rejected', reason: 'fee_too_low', detail: 'REJECTED · mempool min fee not met' },
    ],
    [
      'REJECTED',
      { extraInfo: 'txn-mempool-conflict' },
      { state: 'rejected', reason: 'conflict', detail: 'REJECTED · txn-mempool-conflict' },
    ],
    ['REJECTED', { extraInfo: null }, { state: 'rejected', reason: 'refused', detail: 'REJECTED' }],
    ['INVALID', { extraInfo: 'a\nb' }, { state: 'rejected', reason: 'malformed', detail: 'INVALID · a b' }],
    ['MALFORMED', {}, { state: 'rejected', reason: 'malformed', detail: 'MALFORMED' }],
  ])('%s %j', async (word, more, expected) => {
    const { arc } = await arcThatAnswers(told(word, more))
    expect(await arc.status(TXID)).toEqual(expected)
    expect(await arc.submit('00', TXID)).toEqual(expected)
  })

  it('is unknown where ARC has no such transaction', async () => {
    const body = { type: 'x', title: 'Not found', status: 404, detail: 'transaction not found' }
    const { arc } = await arcThatAnswers({ status: 404, body })
    expect(await arc.status(TXID)).toEqual({ state: 'unknown' })
  })

  it('of another transaction is no answer', async () => {
    const { arc } = await arcThatAnswers(told('MINED', { txid: BLOCK }))
    expect((await unavailable(arc.status(TXID))).message).toMatch(/^ARC at 127\.0\.0\.1:\d+ answered about another transaction\.$/)
    await unavailable(arc.submit('00', TXID))
  })

  it('keeps no more of a service’s words than fits a page', async () => {
    const { arc } = await arcThatAnswers(told('REJECTED', { extraInfo: 'x'.repeat(10_000) }))
    expect(await arc.status(TXID)).toMatchObject({ detail: expect.stringMatching(/^.{500}$/) })
  })
})

describe('a refusal', () => {
  it.each([
    [400, 'malformed'],
    [460, 'malformed'],
    [461, 'malformed'],
    [463, 'malformed'],
    [464, 'malformed'],
    [465, 'fee_too_low'],
    [466, 'conflict'],
    [471, 'refused'],
    [473, 'fee_too_low'],
  ])('with ARC’s number %i is %s, as a status and in Arcade’s body', async (number, reason) => {
    const body = { type: 'x', title: 'Refused', status: number, detail: 'why', instance: null, txid: null, extraInfo: 'more' }
    const expected = { state: 'rejected', reason, detail: `${number} · Refused · why · more` }
    for (const status of [number, 400]) {
      const { arc } = await arcThatAnswers({ status, body })
      expect(await arc.submit('00', TXID)).toEqual(expected)
    }
  })

  it.each([409, 413, 422, 499])('isn’t read into status %i', async status => {
    const { arc } = await arcThatAnswers({ status, body: { type: 'x', title: 'Generic error', status, detail: 'why' } })
    await unavailable(arc.submit('00', TXID))
  })
})

describe('sending', () => {
  it('posts the extended format as JSON, with the key as a bearer token', async () => {
    const { arc, asked } = await arcThatAnswers(told('SEEN_ON_NETWORK'))
    await arc.submit('0100', TXID)
    expect(asked).toMatchObject([{ method: 'POST', path: '/v1/tx', body: '{"rawTx":"0100"}' }])
    expect(asked[0]?.headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'content-type': 'application/json' })
  })

  it('sends no key where there is none, and bears a slash at the end of the address', async () => {
    const { url, asked } = await canned(() => told('SEEN_ON_NETWORK'))
    await createArc({ url: `${url}/arc/`, apiKey: null, fetch }).submit('0100', TXID)
    expect(asked[0]?.path).toBe('/arc/v1/tx')
    expect(asked[0]?.headers.authorization).toBeUndefined()
  })

  it('finds Arcade, which has its routes elsewhere and answers with 202, and remembers', async () => {
    const { url, asked } = await canned(({ path }) => {
      if (path.startsWith('/v1/')) return { status: 404, body: '404 page not found' }
      return path === '/tx' ? { status: 202, body: { txid: TXID, status: 202, txStatus: 'RECEIVED' } } : told('SEEN_MULTIPLE_NODES')
    })
    const arcade = createArc({ url, apiKey: null, fetch })
    expect(await arcade.submit('00', TXID)).toEqual({ state: 'pending', detail: 'RECEIVED' })
    expect(await arcade.status(TXID)).toEqual({ state: 'seen' })
    expect(asked.map(({ path }) => path)).toEqual(['/v1/tx', '/tx', `/tx/${TXID}`])
  })

  it('isn’t a refusal where neither route is there', async () => {
    const { arc } = await arcThatAnswers({ status: 404, body: 'no such page' })
    await unavailable(arc.submit('00', TXID))
  })
})

describe('the fee', () => {
  it.each([
    [{ policy: { miningFee: { satoshis: 1, bytes: 1000 } } }, 1],
    [{ policy: { miningFee: { satoshis: 50, bytes: 500 } } }, 100],
    [{ miningFee: { satoshis: 100, bytes: 1000 } }, 100],
  ])('%j is %i satoshis for 1000 bytes', async (body, rate) => {
    const { arc, asked } = await arcThatAnswers({ body })
    expect(await arc.feeRate()).toBe(rate)
    expect(asked[0]?.path).toBe('/v1/policy')
  })

  it('isn’t paid where a service asks for a hundred times what is usual: a seal would be spent on one anchor', async () => {
    const { arc } = await arcThatAnswers({ body: { policy: { miningFee: { satoshis: 10_001, bytes: 1000 } } } })
    expect((await unavailable(arc.feeRate())).message).toContain('asks for 10001 satoshis per 1000 bytes')
    const { arc: dear } = await arcThatAnswers({ body: { policy: { miningFee: { satoshis: 10, bytes: 1 } } } })
    expect(await dear.feeRate()).toBe(10_000)
  })

  it.each([{}, { policy: { miningFee: { satoshis: 1, bytes: 0 } } }, { policy: { miningFee: { satoshis: -1, bytes: 1000 } } }])(
    'can’t be read from %j',
    async body => {
      const { arc } = await arcThatAnswers({ body })
      await unavailable(arc.feeRate())
    },
  )
})

describe('no answer', () => {
  it.each([500, 502, 503, 504, 408, 429])('is what status %i says', async status => {
    const { arc } = await arcThatAnswers({ status, body: told('MINED').body })
    const error = await unavailable(arc.status(TXID))
    expect(error.message).toMatch(new RegExp(`^ARC at 127\\.0\\.0\\.1:\\d+ answered with status ${status}\\.$`))
    expect(error.retryAfter).toBeNull()
  })

  it.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 09:01:00 GMT', date: 'Mon, 23 Nov 2026 09:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Mon, 23 Nov 2026 09:00:00 GMT', date: 'Mon, 23 Nov 2026 09:00:30 GMT' }, 0],
    [{ 'retry-after': '999999999' }, 86_400_000],
    [{ 'retry-after': 'soon' }, null],
  ])('tells when to ask again: %j', async (headers, wait) => {
    const { arc } = await arcThatAnswers({ status: 429, headers })
    expect((await unavailable(arc.status(TXID))).retryAfter).toBe(wait)
  })

  it.each([401, 403])('names the key as the reason of status %i, without showing it', async status => {
    const { arc } = await arcThatAnswers({ status, body: `bad key ${KEY}` })
    expect((await unavailable(arc.feeRate())).message).toMatch(/refuses the key, or asks for one \(40[13]\)\.$/)
  })

  it('follows no redirection, which could take the key elsewhere', async () => {
    const other = await canned(() => told('SEEN_ON_NETWORK'))
    const { arc } = await arcThatAnswers({ status: 307, headers: { location: other.url } })
    await unavailable(arc.submit('00', TXID))
    expect(other.asked).toEqual([])
  })

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '<html>',
    '{"txid":1}',
    `{"txid":"${TXID}"}`,
    `{"txid":"${TXID}","txStatus":"MINED","blockHeight":"7"}`,
  ])('can be made of %s', async body => {
    const { arc } = await arcThatAnswers({ body })
    await unavailable(arc.status(TXID))
    await unavailable(arc.submit('00', TXID))
  })

  it('comes in time', async () => {
    const { url } = await canned(() => null)
    const arc = createArc({ url, apiKey: KEY, fetch, timeoutMs: 30 })
    expect((await unavailable(arc.status(TXID))).message).toMatch(/didn’t answer within 30 ms\.$/)
  })

  it('comes in time where an answer begins and never ends', async () => {
    const { url } = await canned((_, response) => {
      response.writeHead(200).write('{')
      return null
    })
    const arc = createArc({ url, apiKey: KEY, fetch, timeoutMs: 60 })
    expect((await unavailable(arc.status(TXID))).message).toMatch(/didn’t answer within 60 ms\.$/)
  })

  it('is an answer that is too large', async () => {
    const { arc } = await arcThatAnswers({ body: 'x'.repeat(MAX_ANSWER + 1) })
    expect((await unavailable(arc.status(TXID))).message).toMatch(/answered with more than \d+ bytes\.$/)
  })

  it('is a connection that is refused or cut', async () => {
    const closed = createArc({ url: 'http://127.0.0.1:1', apiKey: KEY, fetch })
    expect((await unavailable(closed.feeRate())).message).toMatch(/^ARC at 127\.0\.0\.1:1 can’t be reached( \(ECONNREFUSED\))?\.$/)
    const { url } = await canned((_, response) => {
      response.destroy()
      return null
    })
    await unavailable(createArc({ url, apiKey: KEY, fetch }).feeRate())
  })
})

describe('a key or an address that can’t be used', () => {
  it.each([`${KEY}\n`, `${KEY}é`, ''])('is told at once, without quoting it: %j', apiKey => {
    const make = () => createArc({ url: 'https://arc.example.com', apiKey, fetch })
    expect(make).toThrow(new TypeError('The key for ARC holds characters that no key has.'))
  })

  it.each(['arc.example.com', 'ftp://arc.example.com', ''])('%j isn’t the address of a service', url => {
    expect(() => createArc({ url, apiKey: null, fetch })).toThrow(new TypeError('The address of ARC isn’t an http(s) URL.'))
  })
})
