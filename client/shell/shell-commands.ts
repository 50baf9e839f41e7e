import type { App } from '../state/app.ts'
import type { ShortcutCommand } from '../state/shortcuts.ts'
import { words } from '../words.ts'

/** What can be done from everywhere. */
export function shellCommands(app: App, open: { newTicket(): void; help(): void }): readonly ShortcutCommand[] {
  const goTo = (id: 'tickets' | 'board' | 'events' | 'people' | 'data' | 'anchors' | 'verify', key: string): ShortcutCommand => ({
    id: `go-${id}`,
    title: words.help.goTo(words.pages[id]),
    key,
    run: () => app.router.go(`/${id}`),
  })
  const isGuest = () => app.session.me.value === null
  const isAdministrator = () => app.session.me.value?.role === 'admin'
  return [
    { id: 'new-ticket', title: words.list.new, key: 'c', run: open.newTicket },
    goTo('tickets', 'g t'),
    goTo('board', 'g b'),
    goTo('events', 'g e'),
    goTo('people', 'g p'),
    goTo('data', 'g d'),
    goTo('anchors', 'g a'),
    goTo('verify', 'g v'),
    { id: 'anchor-now', title: words.anchorNow, isEnabled: isAdministrator, run: () => void anchorNow(app) },
    { id: 'theme-light', title: `${words.theme.title}: ${words.theme.light}`, run: () => app.theme.choose('light') },
    { id: 'theme-dark', title: `${words.theme.title}: ${words.theme.dark}`, run: () => app.theme.choose('dark') },
    { id: 'theme-system', title: `${words.theme.title}: ${words.theme.system}`, run: () => app.theme.choose('system') },
    { id: 'sign-in', title: words.session.signIn, isEnabled: isGuest, run: () => app.session.ask() },
    { id: 'sign-out', title: words.session.signOut, isEnabled: () => !isGuest(), run: () => void app.session.signOut() },
    { id: 'help', title: words.help.title, key: '?', run: open.help },
  ]
}

/** On the Anchors page it is told there what came of it, anywhere else by a notice. */
async function anchorNow({ anchorRequest, router, notices }: App): Promise<void> {
  const outcome = await anchorRequest.run()
  if (outcome === null || router.location.value.page === 'anchors') return
  try {
    const { outcomeNews } = await import('../anchors/outcome-words.ts')
    const sentence = outcomeNews(outcome)
    if (sentence !== null) notices.show(outcome.kind === 'refused' ? 'warning' : 'success', sentence)
  } catch {
    notices.show('warning', words.sheetFailed)
  }
}
