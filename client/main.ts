import './zod-config.ts'
import './components/control-icons.ts'
import { io } from 'socket.io-client'
import { anchorNowAnswerSchema } from '../core/protocol/anchoring.ts'
import { fetchJson } from './pages/fetch-json.ts'
import { LazyWitness } from './proof/memory/lazy-witness.ts'
import type { AppShell } from './shell/app-shell.ts'
import './shell/app-shell.ts'
import { AnchorRequest } from './state/anchor-request.ts'
import type { App } from './state/app.ts'
import { Commands } from './state/commands.ts'
import { Connection } from './state/connection.ts'
import { randomId } from './state/ids.ts'
import { LiveRegion } from './state/live-region.ts'
import { Notices } from './state/notices.ts'
import { PeopleDirectory } from './state/people.ts'
import { Router } from './state/router.ts'
import { Session } from './state/session.ts'
import { Shortcuts } from './state/shortcuts.ts'
import { Theme } from './state/theme.ts'
import { whenIdle } from './state/when-idle.ts'
import { words } from './words.ts'

/** Builds the parts that outlive a page, and gives them to the shell: the one place where the browser's own things come in. */
function start(): void {
  const schedule = (task: () => void, delay: number) => {
    const timer = setTimeout(task, delay)
    return () => clearTimeout(timer)
  }
  const notices = new Notices(schedule)
  const connection: Connection = new Connection({
    // Coming back is the Connection's own business: socket.io doesn't say when it tries again.
    socket: io({ autoConnect: false, reconnection: false, transports: ['websocket', 'polling'], tryAllTransports: true }),
    clientId: randomId(),
    now: Date.now,
    random: Math.random,
    schedule,
    report: problem => {
      console.error(problem)
      notices.show('danger', words.connection.unreadable)
    },
    sessionEnded: ({ reason }) => session.ended(reason),
  })
  const witness = new LazyWitness(async changed => (await import('./proof/memory/open-witness.ts')).openWitness(changed))
  const session = new Session(connection, fetch.bind(window), reason => notices.show('warning', words.session.ended[reason]))
  const app: App = {
    connection,
    session,
    commands: new Commands(connection, schedule),
    people: new PeopleDirectory(connection),
    router: new Router(window),
    theme: new Theme(document.documentElement, localStorage, matchMedia('(prefers-color-scheme: dark)')),
    live: new LiveRegion(schedule),
    notices,
    shortcuts: new Shortcuts(window, localStorage, Date.now),
    anchorRequest: new AnchorRequest(() => fetchJson('/api/anchors', anchorNowAnswerSchema, { method: 'POST' })),
    witness,
    blockTimes: new Map(),
  }
  const shell: AppShell = document.createElement('sd-app')
  shell.app = app
  document.body.append(shell)
  addEventListener('online', () => connection.retry())
  // Whenever the server may have become another one; not while the first page is being built.
  connection.whenOnline(() => whenIdle(() => witness.look()))
  connection.connect()
}

start()
