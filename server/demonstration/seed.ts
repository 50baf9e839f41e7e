import type { CommandRequest, Sender } from '../../core/aggregate/command.ts'
import type { AccountService } from '../accounts/account-service.ts'
import type { CommandBus } from '../actors/command-bus.ts'
import type { Registry } from '../actors/registry.ts'
import { derivedId } from '../derived-id.ts'
import type { Store } from '../store/store.ts'
import { CHAPTER_1 } from './chapter-1.ts'
import { CHAPTER_2 } from './chapter-2.ts'
import { CHAPTER_3 } from './chapter-3.ts'
import { DEMONSTRATION_PASSWORD, DEMONSTRATION_PEOPLE, type PersonName } from './people.ts'
import type { Step, Story } from './story.ts'

/** Set in the store when the demonstration is begun, and when it is complete. */
const BEGUN = 'demonstration-begun'
const COMPLETE = 'demonstration-complete'

const SYSTEM: Sender = { type: 'system', id: 'demonstration' }

/** The stories in the order in which they happened. Nobody has more than three open tickets at the end of a chapter, or meanwhile. */
export const CHAPTERS: readonly (readonly Story[])[] = [CHAPTER_1, CHAPTER_2, CHAPTER_3]

export type DemonstrationParts = {
  readonly store: Pick<Store, 'newest' | 'setting' | 'settleSetting' | 'accounts'>
  /** One with unique names (accounts/names.ts). */
  readonly bus: CommandBus
  readonly accounts: Pick<AccountService, 'createUser'>
  readonly registry: Pick<Registry, 'settle'>
}

/**
 * Fills an empty store with people, tickets and a history; answers whether the demonstration's people are in the store. A store that
 * holds anything else is left alone; a demonstration that was interrupted is completed. To be called before anybody else may change
 * something.
 */
export async function seedDemonstration(parts: DemonstrationParts): Promise<boolean> {
  const { store, bus } = parts
  if ((await store.setting(COMPLETE)) !== null) return true
  const begun = (await store.setting(BEGUN)) !== null
  if (!begun && (await store.newest()) !== null) return false
  await store.settleSetting(BEGUN, 'yes')
  await createPeople(parts)
  // Whoever was interrupted may have left places reserved, which the story needs.
  if (begun) for (const { name } of DEMONSTRATION_PEOPLE) await parts.registry.settle(personId(name))
  for (const chapter of CHAPTERS) await tell(bus, chapter)
  await store.settleSetting(COMPLETE, 'yes')
  return true
}

export function personId(name: PersonName): string {
  return demonstrationId('user', name)
}

export function ticketId(story: Story): string {
  return demonstrationId('ticket', story.key)
}

/** All have the password of the first, by the same hash: it is known to everybody, and hashing takes long on purpose. */
async function createPeople({ store, accounts }: DemonstrationParts): Promise<void> {
  const [first, ...others] = DEMONSTRATION_PEOPLE
  const { id } = await accounts.createUser({ ...first, id: personId(first.name), password: DEMONSTRATION_PASSWORD }, SYSTEM)
  const hash = (await store.accounts.byUser(id))?.passwordHash
  if (hash === undefined || hash === null) throw new Error('the first person of the demonstration has no password')
  await Promise.all(
    others.map(async person => {
      const created = await accounts.createUser({ ...person, id: personId(person.name), password: null }, SYSTEM)
      await store.accounts.setPassword(created.id, hash)
    }),
  )
}

/** Tickets are created one after the other, so that their numbers are those that the texts name; the rest shares the disk's waits. */
async function tell(bus: CommandBus, chapter: readonly Story[]): Promise<void> {
  let created = Promise.resolve()
  const told = chapter.map(story => {
    created = created.then(() => must(bus, creationOf(story), sender(story.by)))
    return created.then(() => Promise.all(story.steps.map((step, at) => must(bus, commandOf(story, step, at), sender(step.by)))))
  })
  for (const result of await Promise.allSettled(told)) if (result.status === 'rejected') throw result.reason
}

function creationOf(story: Story): CommandRequest {
  const { title, body } = story
  const aggregate = { type: 'ticket' as const, id: ticketId(story) }
  return { id: demonstrationId('create', story.key), aggregate, type: 'create_ticket', payload: { title, body } }
}

function commandOf(story: Story, step: Step, at: number): CommandRequest {
  const id = demonstrationId('step', story.key, String(at))
  const aggregate = { type: 'ticket' as const, id: ticketId(story) }
  switch (step.type) {
    case 'comment':
      return {
        id,
        aggregate,
        type: 'add_comment',
        payload: { commentId: demonstrationId('comment', story.key, String(at)), body: step.body },
      }
    case 'label':
      return { id, aggregate, type: 'add_label', payload: { label: step.label } }
    case 'unlabel':
      return { id, aggregate, type: 'remove_label', payload: { label: step.label } }
    case 'priority':
      return { id, aggregate, type: 'set_priority', payload: { priority: step.priority } }
    case 'assign':
      return { id, aggregate, type: 'assign_ticket', payload: { assignee: personId(step.to) } }
    case 'rename':
      return { id, aggregate, type: 'edit_ticket', payload: { title: step.title } }
    case 'unassign':
      return { id, aggregate, type: 'unassign_ticket', payload: {} }
    case 'solve':
      return { id, aggregate, type: 'solve_ticket', payload: {} }
    case 'reopen':
      return { id, aggregate, type: 'reopen_ticket', payload: {} }
  }
}

/** Where the limit of open tickets was lowered, some assignments are refused, and what follows from them. Nothing else may be. */
const BEARABLE = ['open_ticket_limit', 'nothing_to_change', 'not_in_this_state']

async function must(bus: CommandBus, command: CommandRequest, by: Sender): Promise<void> {
  const result = await bus.execute(command, by)
  if (result.ok || BEARABLE.includes(result.refusal.code)) return
  throw new Error(`The demonstration could not be set up: ${command.type} was refused: ${result.refusal.text}`)
}

function sender(name: PersonName): Sender {
  const role = DEMONSTRATION_PEOPLE.find(person => person.name === name)?.role ?? 'member'
  return { type: 'user', id: personId(name), role }
}

function demonstrationId(kind: string, ...names: readonly string[]): string {
  return derivedId('sealdesk/demonstration', kind, ...names)
}
