import type { Sender } from '../../../core/aggregate/command.ts'

/** A UUID for tests: `id(12)`. */
export function id(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

export const admin: Sender = { type: 'user', id: id(1), role: 'admin' }
export const anna = { type: 'user', id: id(2), role: 'member' } as const satisfies Sender
export const ben: Sender = { type: 'user', id: id(3), role: 'member' }
export const system: Sender = { type: 'system', id: 'import' }

/** Anna, were she an administrator. */
export const annaAsAdmin: Sender = { ...anna, role: 'admin' }

export const everybody = [admin, anna, ben, system] as const
