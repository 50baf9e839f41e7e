import { describe } from 'vitest'
import { holdsReplayLaws } from '../aggregate/replay-laws.ts'
import { anyTicketCommands } from './arbitraries.ts'
import { ticketSubject } from './subject.ts'

describe('a ticket', () => holdsReplayLaws(ticketSubject, anyTicketCommands))
