import fc from 'fast-check'
import { it } from 'vitest'
import { Pair } from '../aggregate/model.ts'
import { anyAnchorCommands } from './arbitraries.ts'
import { anchorModel } from './model.ts'
import { anchorSubject, anchorView } from './subject.ts'

it('answers any sequence of commands as the independent model does, and looks the same after each', () => {
  fc.assert(
    fc.property(anyAnchorCommands, commands => {
      const pair = new Pair(anchorSubject, anchorModel, anchorView)
      for (const command of commands) pair.send(command)
    }),
    { numRuns: 500 },
  )
})
