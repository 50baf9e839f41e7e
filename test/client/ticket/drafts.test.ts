import { describe, expect, it } from 'vitest'
import { Drafts } from '../../../client/ticket/drafts.ts'

class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();
  [name: string]: unknown
  get length(): number {
    return this.#items.size
  }
  clear(): void {
    this.#items.clear()
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null
  }
  removeItem(key: string): void {
    this.#items.delete(key)
  }
  setItem(key: string, value: string): void {
    if (value.length > 1000) throw new DOMException('full', 'QuotaExceededError')
    this.#items.set(key, value)
  }
}

describe('drafts', () => {
  it('are there again after a reload', () => {
    const storage = new MemoryStorage()
    new Drafts(storage).write('t:comment', { text: 'Half a sent', sentAs: null })
    expect(new Drafts(storage).read('t:comment')).toEqual({ text: 'Half a sent', sentAs: null })
  })

  it('leave nothing behind when they are sent', () => {
    const storage = new MemoryStorage()
    const drafts = new Drafts(storage)
    drafts.write('t:comment', { text: 'x', sentAs: null })
    drafts.drop('t:comment')
    expect(storage.length).toBe(0)
    expect(drafts.read('t:comment').text).toBe('')
  })

  it('begin empty where the storage holds something else', () => {
    const storage = new MemoryStorage()
    storage.setItem('sealdesk.draft.t:comment', '{"text":7')
    expect(new Drafts(storage).read('t:comment').text).toBe('')
  })

  it('hurt nobody where the storage is full or forbidden', () => {
    new Drafts(new MemoryStorage()).write('t:comment', { text: 'x'.repeat(2000), sentAs: null })
    expect(new Drafts(null).read('t:comment').text).toBe('')
  })
})
