import type { Store } from '../store.ts'

/** `check` throws where the store is closed. */
export function openMemoryLeases(check: () => void): Pick<Store, 'lease' | 'endLease' | 'isLeased'> {
  const leases = new Map<string, { readonly holder: string; readonly until: number }>()

  return {
    async lease(name, holder, now, ttl) {
      check()
      const held = leases.get(name)
      if (held !== undefined && held.holder !== holder && held.until > now) return false
      leases.set(name, { holder, until: now + ttl })
      return true
    },
    async endLease(name, holder) {
      check()
      if (leases.get(name)?.holder === holder) leases.delete(name)
    },
    async isLeased(name, now) {
      check()
      return (leases.get(name)?.until ?? Number.NEGATIVE_INFINITY) > now
    },
  }
}
