import type { Readable } from './cell.ts'

export const THEMES = ['light', 'dark', 'system'] as const
export type ThemeChoice = (typeof THEMES)[number]

/** Light, dark, or as the system has it; remembered in this browser, shown by the class `wa-dark` of the root element. */
export type Theme = { readonly choice: Readable<ThemeChoice>; choose(choice: ThemeChoice): void }
