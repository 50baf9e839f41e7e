/**
 * Every sentence of the shell, the sign-in, the list, the board and the shared parts, ready to be translated: a word that depends on
 * something is a function. The ticket's page keeps its own in ticket/words.ts, the other pages in pages/words.ts, in the same manner.
 */
export const words = {
  product: 'Sealdesk',
} as const
