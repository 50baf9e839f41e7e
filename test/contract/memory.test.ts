import { openMemoryStore } from '../../server/store/memory/memory-store.ts'
import { describeStore } from './store-contract.ts'

describeStore('memory', async () => {
  const store = openMemoryStore()
  return { store, close: () => store.close() }
})
