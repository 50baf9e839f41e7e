import { describe } from 'vitest'
import { holdsReplayLaws } from '../aggregate/replay-laws.ts'
import { anyUserCommands } from './arbitraries.ts'
import { userSubject } from './subject.ts'

describe('a user', () => holdsReplayLaws(userSubject, anyUserCommands))
