import { z } from 'zod'
import type { Channel, Relay } from '../relay/relay.ts'
import type { Attempts, Counted } from './attempts.ts'

const key = z.string().regex(/^[0-9a-f]{32}$/)
const channel: Channel<Counted> = {
  name: 'attempts',
  schema: z.object({ name: key, network: key, password: z.enum(['wrong', 'right']) }),
}

/**
 * All servers on a store count together: each tells the others of the passwords that it has found wrong or right, within a second. What was too
 * much in that second is counted, too, and lengthens the wait. Names and addresses are told as hashes.
 */
export function shareAttempts(attempts: Pick<Attempts, 'onCounted' | 'heard'>, relay: Pick<Relay, 'tell' | 'hear'>): void {
  attempts.onCounted(counted => relay.tell(channel, counted))
  relay.hear(channel, counted => attempts.heard(counted))
}
