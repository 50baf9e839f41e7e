import fc from 'fast-check'
import { it } from 'vitest'
import { Pair } from '../aggregate/model.ts'
import { anyUserCommands } from './arbitraries.ts'
import { userModel } from './model.ts'
import { userSubject, userView } from './subject.ts'

it('answers any sequence of commands as the independent model does, and looks the same after each', () => {
  fc.assert(
    fc.property(anyUserCommands, commands => {
      const pair = new Pair(userSubject, userModel, userView)
      for (const command of commands) pair.send(command)
    }),
    { numRuns: 500 },
  )
})
