import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { checkChain } from '../core/events/chain.ts'
import { recordEvent, type StoredEvent } from '../core/events/event.ts'
import { eventHash, genesisHash } from '../core/events/hash.ts'
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

/** Checking a chain, beside nothing but hashing the same headers. */
export async function benchChain(): Promise<void> {
  const events = chainOf(2000)
  const bare = await perSecond(() => {
    for (const { header } of events) createHash('sha256').update(header).digest('hex')
    return events.length
  })
  const pure = await perSecond(() => {
    for (const { header } of events) eventHash(header)
    return events.length
  })
  const checked = await perSecond(() => {
    if (!checkChain(events, { origin: ORIGIN, aggregate }).ok) throw new Error('the chain doesn’t hold')
    return events.length
  })
  print('Checking a chain (header, hash, parent, content), against bare SHA-256 of the headers', [
    { what: 'SHA-256 of the header, node:crypto', rate: rate(bare, 'events'), ratio: ratio(bare, bare) },
    { what: 'SHA-256 of the header, pure JavaScript', rate: rate(pure, 'events'), ratio: ratio(pure, bare) },
    { what: 'the whole check', rate: rate(checked, 'events'), ratio: ratio(checked, bare) },
  ])
}
