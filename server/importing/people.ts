import type { Sender } from '../../core/aggregate/command.ts'
import { codePoints, LIMITS } from '../../core/protocol/text.ts'
import type { CommandBus } from '../actors/command-bus.ts'
import type { Store } from '../store/store.ts'
import { githubId, userIdOf } from './github-ids.ts'
import { namesFor } from './github-names.ts'
import type { Tally } from './summary.ts'

export type PeopleOptions = {
  /** One with unique names (accounts/names.ts). */
  readonly bus: CommandBus
  readonly store: Pick<Store, 'head'>
  readonly by: Sender
  /** Display names by login in lowercase; who isn't there is shown by the login. */
  readonly displayNames: ReadonlyMap<string, string>
  readonly tally: Tally
}

/** The people of an import: each is created once, without a password, when the first text of theirs comes. */
export class People {
  readonly #options: PeopleOptions
  readonly #ids = new Map<string, Promise<string>>()

  constructor(options: PeopleOptions) {
    this.#options = options
  }

  /** The id of the person with this login, who exists when it is answered. */
  ensure(login: string): Promise<string> {
    const key = login.toLowerCase()
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    const id = this.#settle(login)
    this.#ids.set(key, id)
    return id
  }

  async #settle(login: string): Promise<string> {
    const { store, tally } = this.#options
    const id = userIdOf(login)
    if ((await store.head({ type: 'user', id })) !== null) {
      tally.existing++
      return id
    }
    await this.#create(id, login)
    tally.created++
    return id
  }

  async #create(id: string, login: string): Promise<void> {
    const { bus, by } = this.#options
    const commandId = githubId('create user', login.toLowerCase())
    const names = namesFor(login)
    for (const name of names) {
      const payload = { name, displayName: this.#displayName(login), role: 'member' }
      const result = await bus.execute({ id: commandId, aggregate: { type: 'user', id }, type: 'create_user', payload }, by)
      if (result.ok) return
      if (result.refusal.code !== 'name_taken') throw new Error(`The person “${login}” could not be created: ${result.refusal.text}`)
    }
    throw new Error(`The person “${login}” could not be created: others have the names ${names.join(', ')} already.`)
  }

  #displayName(login: string): string {
    const name = this.#options.displayNames.get(login.toLowerCase())
    return name !== undefined && codePoints(name) <= LIMITS.displayName ? name : login
  }
}
