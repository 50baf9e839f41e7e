import type { PersonRow } from '../../core/user/row.ts'
import type { Readable } from './cell.ts'

/** Everybody, by id; loaded once for the whole app and followed live. `new Watch(this, () => this.app.people.rows)` renders on change. */
export type PeopleDirectory = {
  readonly rows: Readable<ReadonlyMap<string, PersonRow>>
  /** `loading` until all pages are there. */
  readonly loading: Readable<boolean>
  find(id: string | null): PersonRow | undefined
  /** A name to show: the display name, else the name, else “Somebody” (erased or not known yet). For null: “Sealdesk”. */
  nameOf(id: string | null): string
  /** The person that `@name` means. */
  findByName(name: string): PersonRow | undefined
}
