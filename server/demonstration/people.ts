import type { Role } from '../../core/aggregate/command.ts'

export type DemonstrationPerson = { readonly name: string; readonly displayName: string; readonly role: Role }

/** The people of the demonstration, who keep a made-up invoicing service called Kestrel running. */
export const DEMONSTRATION_PEOPLE = [
  { name: 'ada', displayName: 'Ada Lindqvist', role: 'admin' },
  { name: 'mira', displayName: 'Mira Okafor', role: 'member' },
  { name: 'jon', displayName: 'Jon Abrams', role: 'member' },
  { name: 'sam', displayName: 'Sam Whitlock', role: 'member' },
  { name: 'noor', displayName: 'Noor Haddad', role: 'member' },
  { name: 'kit', displayName: 'Kit Sørensen', role: 'member' },
] as const satisfies readonly DemonstrationPerson[]

export type PersonName = (typeof DEMONSTRATION_PEOPLE)[number]['name']

/** Of all of them, and known to everybody: the start prints it. */
export const DEMONSTRATION_PASSWORD = 'sealdesk-demo'
