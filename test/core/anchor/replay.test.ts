import { describe } from 'vitest'
import { holdsReplayLaws } from '../aggregate/replay-laws.ts'
import { anyAnchorCommands } from './arbitraries.ts'
import { anchorSubject } from './subject.ts'

describe('an anchor', () => holdsReplayLaws(anchorSubject, anyAnchorCommands))
