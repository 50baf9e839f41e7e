import { aggregateName } from '../../../core/events/names.ts'
import { StoreUnavailable } from '../errors.ts'
import { followFeed, Signal } from '../feed.ts'
import { openLocalNotices } from '../notices.ts'
import type { Named, Snapshot, Store } from '../store.ts'
import { openMemoryAccounts, openMemorySessions } from './memory-accounts.ts'
import { openMemoryBlocks } from './memory-blocks.ts'
import { MemoryEvents } from './memory-events.ts'
import { openMemoryLeases } from './memory-leases.ts'
import { openMemoryProofs } from './memory-proofs.ts'
import { openMemoryReadModels } from './memory-read-models.ts'

/** How many events a page of a chain or of the feed holds at most. */
const PAGE = 500

/** A store that forgets everything when it is closed: the twin of the real adapters, for tests. */
export function openMemoryStore(): Store {
  const events = new MemoryEvents()
  const appended = new Signal()
  const snapshots = new Map<string, Snapshot>()
  const settings = new Map<string, string>()
  const notes = new Map<string, string>()
  let numbers = 0
  let isClosed = false

  function check(): void {
    if (isClosed) throw new StoreUnavailable('The store is closed.')
  }

  return {
    async append(commit) {
      check()
      const result = events.append(commit)
      if (result.outcome === 'appended') {
        if (commit.erase.length > 0) snapshots.delete(aggregateName(commit.aggregate))
        appended.give()
      }
      return result
    },
    async appendAll(commits) {
      check()
      try {
        for (const commit of commits) events.appendRecorded(commit)
      } finally {
        appended.give()
      }
    },
    async revoke(guard) {
      check()
      return events.revoke(guard)
    },
    async outcome(aggregate, commandId) {
      check()
      return events.outcome(aggregate, commandId)
    },
    async head(aggregate) {
      check()
      return events.head(aggregate)
    },
    async *chain(aggregate, afterVersion) {
      for (let version = afterVersion; ; ) {
        check()
        const page = events.chainPage(aggregate, version, PAGE)
        if (page.length === 0) return
        yield page
        version += page.length
      }
    },
    async chainPage(aggregate, afterVersion, limit) {
      check()
      return events.chainPage(aggregate, afterVersion, limit)
    },
    async *aggregates() {
      check()
      const all = events.aggregates()
      if (all.length > 0) yield all
    },
    feed(after, abort) {
      const readPage = async (cursor: string | null) => {
        check()
        return events.feedPage(cursor, PAGE)
      }
      return followFeed(readPage, after, appended, abort)
    },
    async feedPage(after) {
      check()
      return events.feedPage(after, PAGE)
    },
    async newest() {
      check()
      return events.newest()
    },
    async events(filter, page) {
      check()
      return events.page(filter, page)
    },
    async erase(aggregate, version) {
      check()
      events.erase(aggregate, version)
      snapshots.delete(aggregateName(aggregate))
    },
    async snapshot(aggregate) {
      check()
      return snapshots.get(aggregateName(aggregate)) ?? null
    },
    async saveSnapshot(aggregate, snapshot) {
      check()
      snapshots.set(aggregateName(aggregate), snapshot)
    },
    async nextNumber() {
      check()
      numbers += 1
      return numbers
    },
    async lastNumber() {
      check()
      return numbers
    },
    async skipNumbers(upTo) {
      check()
      numbers = Math.max(numbers, upTo)
    },
    async setting(name) {
      check()
      return settings.get(name) ?? null
    },
    async settleSetting(name, value) {
      check()
      const settled = settings.get(name) ?? value
      settings.set(name, settled)
      return settled
    },
    async settings() {
      check()
      return byName(settings)
    },
    async noted(name) {
      check()
      return notes.get(name) ?? null
    },
    async note(name, text) {
      check()
      notes.set(name, text)
    },
    async notes() {
      check()
      return byName(notes)
    },
    ...openMemoryLeases(check),
    notices: openLocalNotices(check),
    proofs: openMemoryProofs(check),
    blocks: openMemoryBlocks(check),
    readModels: openMemoryReadModels(check),
    accounts: openMemoryAccounts(check),
    sessions: openMemorySessions(check),
    async close() {
      isClosed = true
      appended.give()
    },
  }
}

function byName(texts: ReadonlyMap<string, string>): readonly Named[] {
  return [...texts].map(([name, text]) => ({ name, text })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
