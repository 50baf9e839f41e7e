import type { PersonRow } from '../../core/user/row.ts'
import { words } from '../words.ts'
import { Cell, type Readable } from './cell.ts'
import type { Connection } from './connection.ts'

const PAGE = 500

/** Everybody, by id; loaded once for the whole app and followed live. `new Watch(this, () => this.app.people.rows)` renders on change. */
export class PeopleDirectory {
  readonly #connection: Connection
  readonly #rows = new Cell<ReadonlyMap<string, PersonRow>>(new Map())
  readonly #loading = new Cell(true)
  #pull = 0

  constructor(connection: Connection) {
    this.#connection = connection
    connection.listen('people', {
      delta: delta => delta.kind === 'people' && this.#take([delta.person]),
      behind: () => void this.#load(),
    })
    connection.whenOnline(() => void this.#load())
  }

  get rows(): Readable<ReadonlyMap<string, PersonRow>> {
    return this.#rows
  }

  /** True until everybody is there. */
  get loading(): Readable<boolean> {
    return this.#loading
  }

  find(id: string | null): PersonRow | undefined {
    return id === null ? undefined : this.#rows.value.get(id)
  }

  /** A name to show: the display name, else the name, else “Somebody” (erased, or not known yet). For null, a part of the system. */
  nameOf(id: string | null): string {
    if (id === null) return words.people.system
    const person = this.#rows.value.get(id)
    return person?.displayName ?? person?.name ?? words.people.somebody
  }

  /** The person that `@name` means; who has no name any more goes by their id. */
  findByName(name: string): PersonRow | undefined {
    for (const person of this.#rows.value.values()) if (person.name === name) return person
    return this.#rows.value.get(name)
  }

  async #load(): Promise<void> {
    const pull = ++this.#pull
    let since: string | null = null
    do {
      const result = await this.#connection.sync({ topic: 'people', since, limit: PAGE })
      if (pull !== this.#pull || !result.ok || result.value.kind !== 'people') return
      this.#take(result.value.people)
      since = result.value.next
    } while (since !== null)
    this.#loading.set(false)
  }

  #take(people: readonly PersonRow[]): void {
    const rows = new Map(this.#rows.value)
    for (const person of people) if ((rows.get(person.id)?.version ?? 0) <= person.version) rows.set(person.id, person)
    this.#rows.set(rows)
  }
}
