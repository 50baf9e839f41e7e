import { afterEach, beforeEach } from 'vitest'
import type { Store } from '../../server/store/store.ts'
import type { OpenedStore, OpenStore } from './store-contract.ts'

/** A fresh store for each test of a group, closed after it. */
export function eachWithStore(open: OpenStore): { readonly store: Store; readonly opened: OpenedStore } {
  let opened: OpenedStore | null = null
  beforeEach(async () => {
    opened = await open()
  })
  afterEach(async () => {
    await opened?.close()
    opened = null
  })
  const current = () => {
    if (opened === null) throw new Error('there is a store within tests only')
    return opened
  }
  return {
    get store() {
      return current().store
    },
    get opened() {
      return current()
    },
  }
}
