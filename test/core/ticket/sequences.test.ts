import fc from 'fast-check'
import { it } from 'vitest'
import { Pair } from '../aggregate/model.ts'
import { anyTicketCommands } from './arbitraries.ts'
import { ticketModel } from './model.ts'
import { ticketSubject, ticketView } from './subject.ts'

it('answers any sequence of commands as the independent model does, and looks the same after each', () => {
  fc.assert(
    fc.property(anyTicketCommands, commands => {
      const pair = new Pair(ticketSubject, ticketModel, ticketView)
      for (const command of commands) pair.send(command)
    }),
    { numRuns: 500 },
  )
})
