import { describe, expect, it } from 'vitest'
import type { Delta, HeadMessage } from '../../../core/protocol/messages.ts'
import { type Change, MAX_QUEUED_PACKETS, Subscription } from '../../../server/realtime/subscription.ts'

/** A wire whose queue is set by hand. */
function wire() {
  const pushed: string[] = []
  const behind: string[] = []
  const heads: number[] = []
  let queued = 0
  return {
    pushed,
    behind,
    heads,
    queue: (packets: number) => {
      queued = packets
    },
    queued: () => queued,
    delta: (delta: Delta) => void pushed.push(delta.kind === 'chain' ? delta.event.header : delta.kind),
    head: ({ head }: HeadMessage) => void heads.push(head.version),
    behindIs: (topic: string) => void behind.push(topic),
  }
}

function subscribe() {
  const own = wire()
  const { queued, delta, head, behindIs: behind } = own
  return { ...own, subscription: new Subscription('ticket:x', { queued, delta, head, behind }) }
}

const change = (header: string, version: number | null = null): Change => ({
  delta: { kind: 'chain', topic: 'ticket:x', event: { header, hash: '', salt: null, content: null } },
  version,
})

describe('a subscription', () => {
  it('is told where its chain is while it believes that it has it all, and only then', () => {
    const { subscription, heads } = subscribe()
    subscription.tellHead({ version: 1, hash: '' })
    const pull = subscription.pull()
    subscription.tellHead({ version: 2, hash: '' })
    subscription.pulled(pull, true, 2)
    subscription.tellHead({ version: 3, hash: '' })
    expect(heads).toEqual([3])
  })

  it('pushes nothing while the client has more pages to pull', () => {
    const { subscription, pushed } = subscribe()
    subscription.push(change('before'))
    const pull = subscription.pull()
    subscription.pulled(pull, false)
    subscription.push(change('after'))
    expect(pushed).toEqual([])
    expect(subscription.state).toBe('catching up')
  })

  it('pushes after the page that catches up what changed while it was read, but not what the page contains', () => {
    const { subscription, pushed } = subscribe()
    const pull = subscription.pull()
    subscription.push(change('in the page', 2))
    subscription.push(change('after the page', 3))
    expect(pushed).toEqual([])
    subscription.pulled(pull, true, 2)
    subscription.push(change('later', 4))
    expect(pushed).toEqual(['after the page', 'later'])
  })

  it('does not push an event again that was in the page already, although it is told of it later', () => {
    const { subscription, pushed } = subscribe()
    const pull = subscription.pull()
    subscription.pulled(pull, true, 2)
    subscription.push(change('in the page', 2))
    subscription.push(change('new', 3))
    expect(pushed).toEqual(['new'])
  })

  it('stops pushing to a connection that doesn’t keep up, says so once, and goes on after the next pull', () => {
    const { subscription, pushed, behind, queue } = subscribe()
    subscription.pulled(subscription.pull(), true)
    queue(MAX_QUEUED_PACKETS + 1)
    for (let n = 0; n < 100; n++) subscription.push(change(`${n}`))
    expect({ pushed, behind }).toEqual({ pushed: [], behind: ['ticket:x'] })
    queue(0)
    subscription.push(change('not yet'))
    subscription.pulled(subscription.pull(), true)
    subscription.push(change('now'))
    expect(pushed).toEqual(['now'])
  })

  it('keeps only so many changes while a page is read: where there were more, the client pulls again', () => {
    const { subscription, pushed, behind } = subscribe()
    const pull = subscription.pull()
    for (let n = 0; n < 1000; n++) subscription.push(change(`${n}`))
    subscription.pulled(pull, true)
    expect({ pushed, behind }).toEqual({ pushed: [], behind: ['ticket:x'] })
  })

  it('that is pulled twice at once pushes only after the later page', () => {
    const { subscription, pushed } = subscribe()
    const first = subscription.pull()
    const second = subscription.pull()
    subscription.pulled(first, true, 1)
    subscription.push(change('while the later page is read', 2))
    expect(pushed).toEqual([])
    subscription.pulled(second, true, 1)
    expect(pushed).toEqual(['while the later page is read'])
  })
})
