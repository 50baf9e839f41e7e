import type { Priority } from '../../core/ticket/commands.ts'
import type { PersonName } from './people.ts'

/** One thing that somebody does to a ticket. */
export type Step = { readonly by: PersonName } & (
  | { readonly type: 'comment'; readonly body: string }
  | { readonly type: 'label'; readonly label: string }
  | { readonly type: 'unlabel'; readonly label: string }
  | { readonly type: 'priority'; readonly priority: Priority }
  | { readonly type: 'assign'; readonly to: PersonName }
  | { readonly type: 'rename'; readonly title: string }
  | { readonly type: 'unassign' | 'solve' | 'reopen' }
)

/** A ticket and what became of it. `key` never changes: ids follow from it. */
export type Story = {
  readonly key: string
  readonly by: PersonName
  readonly title: string
  readonly body: string
  readonly steps: readonly Step[]
}

/** What a person does, as it reads in a story: `mira.assigns('jon')`. */
export function person(by: PersonName) {
  return {
    opens: (key: string, title: string, body: string, ...steps: readonly (Step | readonly Step[])[]): Story => ({
      key,
      by,
      title,
      body: trimmed(body),
      steps: steps.flat(),
    }),
    says: (body: string): Step => ({ by, type: 'comment', body: trimmed(body) }),
    labels: (...labels: readonly string[]): readonly Step[] => labels.map(label => ({ by, type: 'label', label })),
    unlabels: (label: string): Step => ({ by, type: 'unlabel', label }),
    rates: (priority: Priority): Step => ({ by, type: 'priority', priority }),
    assigns: (to: PersonName): Step => ({ by, type: 'assign', to }),
    renames: (title: string): Step => ({ by, type: 'rename', title }),
    unassigns: (): Step => ({ by, type: 'unassign' }),
    solves: (): Step => ({ by, type: 'solve' }),
    reopens: (): Step => ({ by, type: 'reopen' }),
  }
}

/** Texts are indented with the code around them. */
function trimmed(text: string): string {
  const lines = text.split('\n').slice(text.startsWith('\n') ? 1 : 0)
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  const indent = Math.min(...indents)
  return lines
    .map(line => line.slice(indent))
    .join('\n')
    .trimEnd()
}
