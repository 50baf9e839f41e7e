import { StoreUnavailable } from '../errors.ts'
import type { Named, Store } from '../store.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import type { TextDocument } from './event-documents.ts'
import { isDuplicate } from './failures.ts'
import { replaceFields } from './replacing.ts'

export function openSmallValues(
  connection: Connection,
  { counters, settings, notes }: Pick<EventCollections, 'counters' | 'settings' | 'notes'>,
): Pick<Store, 'nextNumber' | 'lastNumber' | 'skipNumbers' | 'setting' | 'settleSetting' | 'settings' | 'noted' | 'note' | 'notes'> {
  const { ask } = connection

  async function count(): Promise<number> {
    const counted = await counters.findOneAndUpdate({ _id: 'ticket' }, { $inc: { value: 1 } }, { upsert: true, returnDocument: 'after' })
    if (counted === null) throw new Error('the counter of tickets gave no number')
    return counted.value
  }

  async function setting(name: string): Promise<string | null> {
    return (await ask(() => settings.findOne({ _id: name })))?.text ?? null
  }

  return {
    async nextNumber() {
      try {
        return await ask(count)
      } catch (error) {
        // Two made the counter at the same moment. It is there now.
        if (!isDuplicate(error)) throw error
        return ask(count)
      }
    },
    lastNumber: async () => (await ask(() => counters.findOne({ _id: 'ticket' })))?.value ?? 0,
    async skipNumbers(upTo) {
      await ask(() => counters.updateOne({ _id: 'ticket' }, { $max: { value: upTo } }, { upsert: true }))
    },
    setting,
    settings: async () => named(await ask(() => settings.find({}, { sort: { _id: 1 } }).toArray())),
    async settleSetting(name, value) {
      try {
        await ask(() => settings.insertOne({ _id: name, text: value }))
        return value
      } catch (error) {
        if (!isDuplicate(error)) throw error
        const settled = await setting(name)
        // Most members of a replica set don't have it yet: what it will be isn't known.
        if (settled === null) throw new StoreUnavailable()
        return settled
      }
    },
    noted: async name => (await ask(() => notes.findOne({ _id: name })))?.text ?? null,
    async note(name, text) {
      await replaceFields(connection, 'notes', name, { text })
    },
    notes: async () => named(await ask(() => notes.find({}, { sort: { _id: 1 } }).toArray())),
  }
}

function named(documents: readonly TextDocument[]): readonly Named[] {
  return documents.map(({ _id, text }) => ({ name: _id, text }))
}
