import { copyFile, cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { StoredEvent } from '../../core/events/event.ts'
import { parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { type AnchorKey, type LogKey, settleAnchorKey, settleLogKey } from '../../server/anchoring/keys.ts'
import { Database, integer, type Parameter, text, textOrNull } from '../../server/store/sqlite/database.ts'
import { temporaryFolder } from '../support/server-process.ts'
import { resealLog } from './reseal-log.ts'

/**
 * An operator who is the enemy: they have the store's file in their hands while no server has it, and the keys that lie in it. What they
 * change they can make fit: hashes, map, epochs, and checkpoints signed with the log's own key.
 */
export class EvilOperator {
  readonly folder: string
  readonly #database: Database
  readonly remove: () => Promise<void>

  private constructor(folder: string, remove: () => Promise<void>) {
    this.folder = folder
    this.#database = new Database(join(folder, 'sealdesk.db'))
    this.remove = async () => {
      this.done()
      await remove()
    }
  }

  /** Works on a copy of a log's folder. */
  static async on(folder: string): Promise<EvilOperator> {
    const { path, remove } = await temporaryFolder()
    await cp(folder, path, { recursive: true })
    return new EvilOperator(path, remove)
  }

  /** Lets go of the file, so that a server can be started on it. */
  done(): void {
    this.#database.close()
  }

  /** Runs a statement that must change something: an attack that does nothing would be found by nobody. */
  run(sql: string, ...parameters: readonly Parameter[]): void {
    if (this.#database.run(sql, ...parameters) === 0) throw new Error(`this changed nothing: ${sql}`)
  }

  setting(name: string): string | null {
    return this.#database.get('SELECT value FROM settings WHERE name = ?', row => text(row, 'value'), name)
  }

  get origin(): string {
    return this.setting('origin') ?? ''
  }

  logKey(): Promise<LogKey> {
    return settleLogKey(this.#settings, this.origin, refuse)
  }

  anchorKey(): Promise<AnchorKey> {
    return settleAnchorKey(this.#settings, 'dev', null, refuse)
  }

  get #settings() {
    return { setting: async (name: string) => this.setting(name), settleSetting: async () => refuse() }
  }

  chain({ type, id }: Aggregate): readonly StoredEvent[] {
    return this.#database.all(
      `SELECT header, salt, content, hash FROM events WHERE aggregate = ${AGGREGATE} ORDER BY version`,
      row => ({
        header: text(row, 'header'),
        salt: textOrNull(row, 'salt'),
        content: textOrNull(row, 'content'),
        hash: text(row, 'hash'),
      }),
      type,
      id,
    )
  }

  /** Puts events in the place of a chain, as they are. The store's head follows the last of them, unless `head` is to stay. */
  replaceChain(aggregate: Aggregate, events: readonly StoredEvent[], head: 'moved' | 'kept' = 'moved'): void {
    const row = this.#rowOf(aggregate)
    const positions = this.#database.all(
      'SELECT position FROM events WHERE aggregate = ? ORDER BY version',
      row => integer(row, 'position'),
      row,
    )
    this.run('DELETE FROM events WHERE aggregate = ?', row)
    for (const [at, { header, salt, content, hash }] of events.entries()) {
      const { type, actor, commandId } = parseHeader(header)
      this.run(
        'INSERT INTO events (position, aggregate, version, type, actor, command, hash, header, salt, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        ...[positions[at] ?? null, row, at + 1, type, actor.id, commandId, hash, header, salt, content],
      )
    }
    this.#database.run('DELETE FROM snapshots WHERE type = ? AND name = ?', aggregate.type, aggregate.id)
    const last = events.at(-1)
    if (head === 'moved' && last !== undefined)
      this.run('UPDATE aggregates SET version = ?, hash = ? WHERE id = ?', events.length, last.hash, row)
  }

  /** Takes an aggregate away, with everything that names it. */
  removeAggregate(aggregate: Aggregate): void {
    const row = this.#rowOf(aggregate)
    this.run('DELETE FROM events WHERE aggregate = ?', row)
    this.run('DELETE FROM aggregates WHERE id = ?', row)
    this.#database.run('DELETE FROM epoch_heads WHERE aggregate = ?', row)
    this.#database.run('DELETE FROM snapshots WHERE type = ? AND name = ?', aggregate.type, aggregate.id)
    for (const table of ['tickets', 'anchors']) this.#database.run(`DELETE FROM ${table} WHERE id = ?`, aggregate.id)
  }

  /** Forgets that anything was ever anchored. */
  removeAnchors(): void {
    const names = this.#database.all(`SELECT name FROM aggregates WHERE type = 'anchor'`, row => text(row, 'name'))
    for (const id of names) this.removeAggregate({ type: 'anchor', id })
  }

  /** Takes the development network's blocks away: the next server begins another network. */
  async forgetNetwork(): Promise<void> {
    await rm(join(this.folder, DEV_CHAIN))
  }

  /** Puts the store on the network as it is in another folder. */
  async takeNetworkOf(folder: string): Promise<void> {
    await copyFile(join(folder, DEV_CHAIN), join(this.folder, DEV_CHAIN))
  }

  /** Makes every map and the whole log anew from the chains as they are now, at the same times, and signs each checkpoint. */
  async resealLog(): Promise<void> {
    await resealLog(this.#database, this.origin, await this.logKey())
  }

  #rowOf({ type, id }: Aggregate): number {
    const row = this.#database.get(`SELECT ${AGGREGATE} AS id`, row => integer(row, 'id'), type, id)
    if (row === null) throw new Error(`there is no ${type} ${id}`)
    return row
  }
}

const DEV_CHAIN = 'sealdesk.db.dev-chain'
const AGGREGATE = '(SELECT id FROM aggregates WHERE type = ? AND name = ?)'
function refuse(): never {
  throw new Error('the log has its keys already')
}
