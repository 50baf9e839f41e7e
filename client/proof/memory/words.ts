import type { CheckpointConflict } from './judge-checkpoint.ts'
import type { AlarmKind } from './records.ts'

const THINGS = new Map([
  ['ticket', 'ticket'],
  ['user', 'account'],
])
const TRUST_PARTS = { origin: 'log', logKey: 'key', genesisSeal: 'genesis seal', network: 'network' } as const

/** The sentences about another past than the one that was seen before, ready to be translated. */
export const words = {
  /** `seen` is the version that is remembered, `shown` the one that stands there now, or the newest; 0 for none. */
  head: (type: string, seen: number, shown: number) => {
    const what = THINGS.get(type) ?? 'history'
    if (shown >= seen) return `Version ${shown} of this ${what} is another change now than the one that this browser has seen.`
    const before = `This browser has seen this ${what} up to version ${seen}.`
    if (shown === 0) return `${before} The server now says that there is no such ${what}.`
    return `${before} The server now shows it only up to version ${shown}: the changes after that are gone.`
  },
  trust: (parts: readonly (keyof typeof TRUST_PARTS)[]) =>
    `The server now gives another trust file than at your first visit: another ${parts.map(part => TRUST_PARTS[part]).join(', another ')}.`,
  checkpoint: {
    unsigned: 'The server’s newest checkpoint isn’t signed by the log’s key that this browser remembers.',
    smaller: 'The server’s log is smaller than this browser has seen it before.',
    same_size: 'The server’s log has the size that this browser has seen before, with other entries.',
    inconsistent: 'The server’s log doesn’t begin with what this browser has seen of it before.',
  } satisfies Record<CheckpointConflict, string>,
  proof: {
    invalid: (why: string) => `A proof that the server gave fails its check: ${why}`,
    otherHistory: (version: number) =>
      `The proof that the server gave is of another history than the one it shows: they differ at version ${version}.`,
  },
  /** What each may mean, for the evidence file and for the person who reads the alarm. */
  explain: {
    trust: [
      'The log’s name, its key or the beginning of its line of anchors has changed. That happens where an operator sets up a new log in the place of the old one; it also happens where somebody passes another log off as this one.',
      'Ask whoever runs this server, by another way than this page, whether and why the log was replaced, and compare the new trust file with theirs.',
    ],
    head: [
      'What was recorded before isn’t what is shown now: the history was rewritten, a newer part of it was taken away (as by restoring an old backup), or different people are shown different ones.',
      'Both versions are in the evidence with the exact text of their event headers. A bundle that was kept proves its history by itself; where both sides have a bundle, two that verify with different events at one version are proof that both were vouched for.',
    ],
    checkpoint: [
      'The log only ever grows. A newer checkpoint that isn’t larger, or that doesn’t contain the older one, means that entries were taken away or rewritten (as by restoring an old backup), or that different people are shown different logs.',
      'Both checkpoints are signed. Whoever has the log’s public key can check both signatures; two that can’t be reconciled are proof against whoever holds the key.',
    ],
    proof: [
      'The server shows a history and can’t prove it, or proves another one.',
      'The bundle in the evidence can be checked by anybody with the trust file beside it.',
    ],
  } satisfies Record<AlarmKind, readonly string[]>,
  /** For whoever gets the evidence file. */
  howToCheck: [
    'A bundle is checked with the file in “trust” on its own side, which begins at the seal that the bundle begins at. “givenTrust” is the trust file as the server gave it: on the remembered side at the first visit, on the shown side at the time of the alarm.',
    'Where the seals of the two differ, the bundle begins at a later one. The remembered side’s was verified in this browser, which says that the line of anchors leads from the first seal to the later one. Others needn’t believe that: they can follow the spent outputs from the one to the other on the network, or find the bundle’s first anchor in a bundle of the whole line, from anybody.',
    'The signature on the checkpoint in a bundle doesn’t depend on that: whoever holds the log’s key has vouched for this history, wherever the line begins.',
  ],
} as const
