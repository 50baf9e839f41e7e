/** A text with the version of the event that carries it. Null where that event's content has been erased. */
export type VersionedText = { readonly text: string | null; readonly version: number }

export const noText: VersionedText = { text: '', version: 0 }

/** The text that the content of an event carries: none where the content has been erased. */
export function carriedText(text: string | undefined, version: number): VersionedText {
  return { text: text ?? null, version }
}

/** A text after the content of a version has been erased: a replay finds none there, and the live state must end up the same. */
export function erasedText(text: VersionedText, version: number): VersionedText {
  return text.version === version ? { text: null, version } : text
}

/** What of an edit is news: the fields whose text is another than now, in the order of `fields`, and those texts. */
export function changedTexts<F extends string>(
  fields: readonly F[],
  now: Readonly<Record<F, VersionedText>>,
  edit: { readonly [K in F]?: string | undefined },
): { readonly fields: F[]; readonly content: { readonly [field: string]: string } } {
  const content: Record<string, string> = {}
  const changed = fields.filter(field => {
    const text = edit[field]
    if (text === undefined || text === now[field].text) return false
    content[field] = text
    return true
  })
  return { fields: changed, content }
}
