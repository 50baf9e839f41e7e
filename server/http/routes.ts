import type { HttpDeps } from './deps.ts'
import type { Route } from './route.ts'
import { anchorRoutes } from './routes/anchors.ts'
import { blockRoutes } from './routes/blocks.ts'
import { chainRoutes } from './routes/chains.ts'
import { commandRoutes } from './routes/commands.ts'
import { descriptionRoute } from './routes/description.ts'
import { eventRoutes } from './routes/events.ts'
import { healthRoutes } from './routes/health.ts'
import { proofRoutes } from './routes/proofs.ts'
import { sessionRoutes } from './routes/session.ts'
import { tableRoutes } from './routes/tables.ts'
import { ticketRoutes } from './routes/tickets.ts'
import { userRoutes } from './routes/users.ts'

/** The whole API as data: what is served, and what `/api/openapi.json` describes. */
export function apiRoutes(deps: HttpDeps): readonly Route[] {
  const table = [
    ...sessionRoutes(deps),
    ...commandRoutes(deps),
    ...ticketRoutes(deps),
    ...userRoutes(deps),
    ...eventRoutes(deps),
    ...chainRoutes(deps),
    ...tableRoutes(deps),
    ...proofRoutes(deps),
    ...anchorRoutes(deps),
    ...blockRoutes(deps),
    ...healthRoutes(deps),
  ]
  return [...table, descriptionRoute(table)]
}
