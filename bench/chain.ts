import { randomBytes, randomUUID } from 'node:crypto'
import { checkChain } from '../core/events/chain.ts'
import { recordEvent, type StoredEvent } from '../core/events/event.ts'
import { genesisHash, type Hashing, pureHashing } from '../core/events/hash.ts'
import { createNativeHashing } from '../server/native-hashing.ts'
import { perSecond, print, rate, ratio } from './report.ts'

const ORIGIN = 'sealdesk.bench/log'
const aggregate = { type: 'ticket', id: randomUUID() }

function chainOf(length: number): readonly StoredEvent[] {
  const events: StoredEvent[] = []
  for (let version = 1; version <= length; version++) {
    const draft = {
      origin: ORIGIN,
      aggregate,
      version,
      parent: events.at(-1)?.hash ?? genesisHash(ORIGIN, aggregate),
      type: 'comment_added',
      recordedAt: new Date().toISOString(),
      actor: { type: 'user', id: randomUUID() } as const,
      commandId: randomUUID(),
      facts: { commentId: randomUUID() },
      content: { body: 'A comment of a usual length, about what was tried and what came of it. '.repeat(3) },
      block: null,
    }
    events.push(recordEvent(draft, randomBytes(32).toString('hex')))
  }
  return events
}

/** Checking a chain, beside nothing but hashing the same headers and contents. */
export async function benchChain(): Promise<void> {
  const events = chainOf(2000)
  const native = createNativeHashing()
  const name = { origin: ORIGIN, aggregate }
  const hashed = (hashing: Hashing) =>
    perSecond(() => {
      for (const { header, salt, content } of events) {
        hashing.sha256Hex(header)
        if (salt !== null && content !== null) hashing.contentCommitment(salt, content)
      }
      return events.length
    })
  const checked = (hashing: Hashing) =>
    perSecond(() => {
      if (!checkChain(events, name, hashing).ok) throw new Error('the chain doesn’t hold')
      return events.length
    })
  const bare = await hashed(native)
  const rows = [
    { what: 'SHA-256 of header and content, Node’s own', value: bare },
    { what: 'the whole check with it', value: await checked(native) },
    { what: 'SHA-256 of header and content, pure JavaScript', value: await hashed(pureHashing) },
    { what: 'the whole check with it', value: await checked(pureHashing) },
  ]
  print(
    'Checking a chain (header, hash, parent, content), against bare SHA-256 of the same bytes',
    rows.map(({ what, value }) => ({ what, rate: rate(value, 'events'), ratio: ratio(value, bare) })),
  )
}
