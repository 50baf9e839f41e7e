/** The sentences of the alarm about another past, ready to be translated. */
export const words = {
  title: 'This server shows another past than before',
  ticket: (number: number | null, id: string) => (number === null ? `Ticket ${id.slice(0, 8)}` : `Ticket #${number}`),
  account: 'An account',
  theLog: 'The log',
  more: (count: number) => `${count} more`,
  lastSeen: (when: string) => `Last seen as it was: ${when}.`,
  /** The version that is remembered, when it was seen, and the version that stands there now, or the newest; 0 for none. */
  past: (seen: number, when: string | null, shown: number) => {
    const since = when === null ? '' : ` (${when})`
    if (shown >= seen) return `seen with another version ${seen} than now${since}.`
    return `seen up to version ${seen}${since}, now ${shown === 0 ? 'not there at all' : `only up to version ${shown}`}.`
  },
  next: 'Export the evidence, then ask whoever runs this server what happened, by another way than this page.',
  show: 'What was seen',
  before: 'Seen before',
  now: 'Shown now',
  noticed: (when: string) => `Noticed ${when}.`,
  since: (when: string) => `seen ${when}`,
  nothing: 'nothing',
  head: (version: number) => `version ${version}`,
  log: (size: number) => `log with ${size} epochs, root`,
  unreadable: 'a checkpoint that can’t be read',
  trust: { origin: 'Log', logKey: 'Key', genesisSeal: 'Genesis seal', network: 'Network' },
  bundle: 'with the proof bundle',
  export: 'Export the evidence',
  fileName: (kind: string, at: string) => `sealdesk-evidence-${kind}-${at.slice(0, 19).replaceAll(':', '-')}.json`,
  dismiss: 'Dismiss…',
  question: 'How was this explained?',
  hint: (count: number) =>
    count === 1
      ? 'Export the evidence first: it isn’t kept for ever.'
      : `The answer is for all ${count} that the banner lists. Export the evidence first: it isn’t kept for ever.`,
  choices: {
    keep: {
      title: 'It isn’t, or somebody is looking into it',
      text: 'The banner goes. What was seen before stays remembered: a ticket that contradicts it says so on its own page, and can’t be changed here. Where more than this is shown, the banner comes back, and anything else that doesn’t fit raises a new alarm.',
    },
    accept: {
      title: 'I know why, and it is right',
      text: 'For instance: whoever runs this server has told you, by another way than this page, that an older backup was put back. What was seen before is forgotten, and what is shown next is remembered in its place.',
      log: 'That is the whole log: every ticket that this browser has seen.',
    },
  },
  why: 'Who explained it, and how',
  whyMissing: 'Write down who or what explained it.',
  above:
    'Export the evidence at the top of this page: it holds both, for others to check. Then ask whoever runs this server, by another way than this page, what happened.',
  confirm: 'Dismiss the alarm',
  cancel: 'Keep the alarm',
} as const
