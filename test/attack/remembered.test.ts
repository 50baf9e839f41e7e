import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Aggregate } from '../../core/events/names.ts'
import { RememberingBrowser } from './browser-memory.ts'
import { EvilOperator } from './evil-operator.ts'
import { anchor, type GrownLog, growLog, signedIn } from './grown-log.ts'
import { rewritten, withText } from './rewriting.ts'

let log: GrownLog
let ticket: Aggregate
let browser: RememberingBrowser
beforeAll(async () => {
  log = await growLog()
  ticket = { type: 'ticket', id: log.ticket }
})
afterAll(() => log?.remove())

/** Somebody was there while the server was honest. */
beforeEach(async () => {
  browser = new RememberingBrowser()
  const honest = await EvilOperator.on(log.second)
  honest.done()
  expect(await browser.visit(honest.folder, log.ticket)).toEqual([])
  await honest.remove()
})

/** What the browser that was there before says of a folder, and what one says that never was. */
async function comeBack(from: string, attack: (operator: EvilOperator) => Promise<void> | void) {
  const operator = await EvilOperator.on(from)
  await attack(operator)
  operator.done()
  const alarms = await browser.visit(operator.folder, log.ticket)
  const fresh = await new RememberingBrowser().visit(operator.folder, log.ticket)
  await operator.remove()
  return { kinds: alarms.map(({ kind }) => kind).sort(), alarms, fresh }
}

describe('a browser that was there before', () => {
  it('raises no alarm where the log has only grown', async () => {
    const { kinds } = await comeBack(log.second, async operator => {
      operator.done()
      const worker = await signedIn(operator.folder)
      await worker.comment(log.ticket, 'One more thing.')
      await anchor(worker)
      await worker.server.close()
    })
    expect(kinds).toEqual([])
  })

  it('finds a chain that was rewritten, also where its checkpoint stayed; one that never was there does not', async () => {
    const { kinds, fresh } = await comeBack(log.second, operator =>
      operator.replaceChain(ticket, rewritten(operator.chain(ticket), 3, withText('The pump never came.'))),
    )
    expect(kinds).toEqual(['head'])
    expect(fresh).toEqual([])
  })

  it('finds a log that was made anew and signed again, by its checkpoint too', async () => {
    const { kinds, alarms, fresh } = await comeBack(log.second, async operator => {
      operator.replaceChain(ticket, rewritten(operator.chain(ticket), 3, withText('The pump never came.')))
      await operator.resealLog()
    })
    expect(kinds).toEqual(['checkpoint', 'head'])
    expect(fresh).toEqual([])
    const conflict = alarms.find(({ kind }) => kind === 'checkpoint')
    expect(conflict?.remembered.checkpoint).toBe(log.kept.second.checkpoint)
    expect(conflict?.shown.checkpoint).not.toBe(log.kept.second.checkpoint)
  })

  it('finds an old backup: ticket and log are smaller than before', async () => {
    const { kinds, fresh } = await comeBack(log.first, operator => operator.takeNetworkOf(log.second))
    expect(kinds).toEqual(['checkpoint', 'head'])
    expect(fresh).toEqual([])
  })

  it('finds another history from before the first anchor, by ticket and log', async () => {
    const { kinds, fresh } = await comeBack(log.begun, async operator => {
      operator.done()
      const worker = await signedIn(operator.folder)
      for (const text of ['The pump never came.', 'Never.', 'Not at all.', 'Nobody knows why.', 'So be it.'])
        await worker.comment(log.ticket, text)
      await anchor(worker)
      await worker.comment(log.ticket, 'What a pity.')
      await anchor(worker)
      await worker.server.close()
    })
    expect(kinds).toEqual(['checkpoint', 'head'])
    expect(fresh).toEqual([])
  })

  it('finds a ticket that is no longer there; one that never saw it does not miss it', async () => {
    const { kinds, fresh } = await comeBack(log.second, operator => operator.removeAggregate(ticket))
    expect(kinds).toEqual(['head'])
    expect(fresh).toEqual([])
  })

  it('finds another key of the log, also where everything is signed with it; one that never was there takes it for the log’s', async () => {
    const { kinds, fresh } = await comeBack(log.second, async operator => {
      operator.run(`UPDATE settings SET value = ? WHERE name = 'anchoring/log-key'`, 'ab'.repeat(32))
      await operator.resealLog()
    })
    expect(kinds).toEqual(['trust'])
    expect(fresh).toEqual([])
  })
})
