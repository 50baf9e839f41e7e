import type { BlockHeaders, KeptHeader } from '../proofs.ts'

/** `check` throws where the store is closed. */
export function openMemoryBlocks(check: () => void): BlockHeaders {
  /** By height, upwards. */
  let kept: readonly KeptHeader[] = []

  return {
    async tip() {
      check()
      return kept.at(-1) ?? null
    },
    async from(height, limit) {
      check()
      return kept.filter(header => header.height >= height).slice(0, limit)
    },
    async byHash(hash) {
      check()
      return kept.find(header => header.hash === hash) ?? null
    },
    async replace(headers, over) {
      check()
      if (over !== undefined && over !== (kept.at(-1)?.hash ?? null)) return false
      const [first] = headers
      if (first !== undefined) kept = [...kept.filter(({ height }) => height < first.height), ...headers]
      return true
    },
    async clear() {
      check()
      kept = []
    },
  }
}
