/** What the twelve lines of a header are, in order. Specification, section 2. */
const LINE_NAMES = [
  'format',
  'log',
  'aggregate',
  'version',
  'parent',
  'type',
  'recorded at',
  'actor',
  'command',
  'facts',
  'commitment',
  'block',
] as const

/** A header's exact lines with their names. Lines that shouldn't be there are shown as well, so that nothing is hidden. */
export function namedLines(header: string): readonly { readonly name: string; readonly text: string }[] {
  const lines = (header.endsWith('\n') ? header.slice(0, -1) : header).split('\n')
  return lines.map((text, at) => ({ name: LINE_NAMES[at] ?? `line ${at + 1}`, text }))
}
