/** Pages about transactions, for people. The development network has none. */
export const EXPLORERS = {
  dev: null,
  test: 'https://test.whatsonchain.com/tx/{txid}',
  main: 'https://whatsonchain.com/tx/{txid}',
} as const
