import type { LeaseMark, Store } from '../store.ts'

/** `check` throws where the store is closed. */
export function openMemoryLeases(check: () => void): Pick<Store, 'lease' | 'endLease' | 'leased'> {
  const leases = new Map<string, LeaseMark>()

  return {
    async lease(name, seen, mark) {
      check()
      if ((leases.get(name)?.renewal ?? null) !== seen) return false
      leases.set(name, mark)
      return true
    },
    async endLease(name, holder) {
      check()
      if (leases.get(name)?.holder === holder) leases.delete(name)
    },
    async leased(name) {
      check()
      return leases.get(name) ?? null
    },
  }
}
