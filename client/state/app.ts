import { createContext } from '@lit/context'
import type { LazyWitness } from '../proof/memory/lazy-witness.ts'
import type { RememberedTimes } from '../proof/ticket/block-time.ts'
import type { AnchorRequest } from './anchor-request.ts'
import type { Commands } from './commands.ts'
import type { Connection } from './connection.ts'
import type { LiveRegion } from './live-region.ts'
import type { Notices } from './notices.ts'
import type { PeopleDirectory } from './people.ts'
import type { Router } from './router.ts'
import type { Session } from './session.ts'
import type { Shortcuts } from './shortcuts.ts'
import type { Theme } from './theme.ts'

/**
 * Everything that outlives a page. main.ts builds it once; the shell provides it, and an element asks for it by
 *
 *     @consume({ context: appContext }) app!: App
 *
 * Controllers that follow something (`TicketController`, `ListController` …) ask for it by themselves.
 */
export type App = {
  readonly connection: Connection
  readonly session: Session
  readonly commands: Commands
  readonly people: PeopleDirectory
  readonly router: Router
  readonly theme: Theme
  readonly live: LiveRegion
  readonly notices: Notices
  readonly shortcuts: Shortcuts
  readonly anchorRequest: AnchorRequest
  /** What this browser has seen of the log before, and its alarms. */
  readonly witness: LazyWitness
  /** Times of blocks that histories name, and which can't be known: nobody has to look for them twice. */
  readonly blockTimes: RememberedTimes
}

export const appContext = createContext<App>('sealdesk-app')
