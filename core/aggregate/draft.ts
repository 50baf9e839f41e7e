type Named = { readonly type: string }

/** The event that each command becomes where it is accepted. Whether it is, is the machine's business, not the table's. */
export type DraftTable<S, C extends Named, D> = {
  readonly [T in C['type']]: (state: S, command: Extract<C, { readonly type: T }>) => D
}

/** The event that an accepted command becomes. */
export function draftBy<S, C extends Named, D>(table: DraftTable<S, C, D>, state: S, command: C): D {
  const type: C['type'] = command.type
  // The entry takes just this command: it was looked up by the command's type, which TypeScript can't follow.
  const draft = table[type] as (state: S, command: C) => D
  return draft(state, command)
}
