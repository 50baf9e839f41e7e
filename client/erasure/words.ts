import type { ErasureReason } from '../../core/aggregate/erasure.ts'
import type { TextPart } from './texts.ts'

/** Every sentence about erasing, ready to be translated. */
export const words = {
  erase: 'Erase for good…',
  eraseNames: 'Erase names…',
  menu: { title: 'More for the title', body: 'More for the description', comment: 'More for this comment' },
  menuOf: (version: number) => `More for version ${version}`,
  title: 'Erase for good',
  what: [
    'The words disappear from the store, from lists and search, from snapshots, and from every backup made from now on.',
    'That something was written, when and by whom, stays on record; so does that you erased it, when and why.',
    'Everything still verifies: the history holds a salted hash of the words, and not the words.',
    'Older backups, exports and whatever somebody has copied are out of reach.',
    'It can’t be undone.',
  ],
  signIn: 'Without a sign-in name this person can’t sign in any more.',
  several: (n: number) => `The words stand in ${n} versions. Those that you leave stay readable in the history.`,
  versions: 'Versions to erase',
  version: (version: number) => `Version ${version}`,
  parts: { title: 'title', body: 'description', comment: 'comment', name: 'sign-in name', displayName: 'name' } satisfies Record<
    TextPart,
    string
  >,
  one: (version: number, parts: string) => `Version ${version}: ${parts}`,
  reason: 'Reason',
  choose: 'Choose a reason…',
  reasons: {
    personal_data: 'Personal data',
    confidential: 'Confidential, such as a password or a key',
    unlawful: 'Against the law',
    abusive: 'Abusive',
    mistake: 'Written by mistake',
    other: 'Another reason',
  } satisfies Record<ErasureReason, string>,
  confirm: (n: number) => (n > 1 ? `Erase ${n} versions for good` : 'Erase for good'),
  cancel: 'Cancel',
  chooseVersion: 'Choose at least one version.',
  chooseReason: 'Choose a reason: it stays on record.',
  partly: (n: number, text: string) => `${n === 1 ? '1 version is' : `${n} versions are`} erased; then: ${text}`,
  done: (versions: readonly number[]) =>
    versions.length === 1 ? `The text of version ${versions[0]} is erased.` : `The texts of versions ${versions.join(', ')} are erased.`,
  erased: 'Erased',
  erasedBy: 'Erased by',
  because: (reason: string) => `reason: ${reason.replaceAll('_', ' ')}`,
  unknown: 'Erased. Who did it, and why, is on record.',
  onRecord: 'Its text was erased',
  record: 'see by whom and why',
} as const

/** “title and description” */
export function partsInWords(parts: readonly TextPart[]): string {
  return parts.map(part => words.parts[part]).join(' and ')
}
