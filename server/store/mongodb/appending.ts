import { setTimeout as delay } from 'node:timers/promises'
import { BSON } from 'mongodb'
import { KnownError } from '../../../core/protocol/errors.ts'
import { GuardRevoked, StoreUnavailable, VersionConflict } from '../errors.ts'
import type { AppendResult, Commit } from '../store.ts'
import type { ChainReads } from './chain-reads.ts'
import type { Connection } from './connection.ts'
import type { EventCollections } from './event-collections.ts'
import { aggregateKey, type CommitDocument, commitDocument } from './event-documents.ts'
import { isDuplicate } from './failures.ts'
import type { FeedLine } from './feed-line.ts'
import type { Settling } from './settling.ts'
import { Turns } from './turns.ts'

/** How often an insert is tried whose answer got lost. */
const TRIES = 3
/** How long an append may take in all, waiting for its turn included, in milliseconds. */
const WITHIN_MS = 60_000
/** How soon it is tried again where somebody was first who isn't seen yet. */
const LOOK_AGAIN_MS = 20
/** What the database adds to a document when it is settled, and more. */
const SPARE_BYTES = 1024

/**
 * Appends commits as the port says. Those of one process for the same aggregate go one after another: of several at once, all but one would
 * be sent in vain.
 */
export class Appending {
  readonly #turns = new Turns()
  readonly #connection: Connection
  readonly #commits: EventCollections['commits']
  readonly #chains: ChainReads
  readonly #line: FeedLine
  readonly #settling: Settling
  readonly #withinMs: number

  constructor(
    connection: Connection,
    { commits }: Pick<EventCollections, 'commits'>,
    chains: ChainReads,
    line: FeedLine,
    settling: Settling,
    withinMs = WITHIN_MS,
  ) {
    this.#connection = connection
    this.#commits = commits
    this.#chains = chains
    this.#line = line
    this.#settling = settling
    this.#withinMs = withinMs
  }

  async append(commit: Commit): Promise<AppendResult> {
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), this.#withinMs)
    const turn = () => unlessLate(late.signal, () => this.#append(commit, late.signal))
    try {
      return await unlessLate(late.signal, () => this.#turns.take(aggregateKey(commit.aggregate), turn))
    } finally {
      clearTimeout(timer)
    }
  }

  async #append(commit: Commit, late: AbortSignal): Promise<AppendResult> {
    const commandIds = commit.events.map(({ fields }) => fields.commandId)
    if (commandIds.length === 0) throw new TypeError('a commit has at least one event')
    for (let looks = 1; ; looks++) {
      const head = await this.#chains.headFrom(commit.aggregate, commit.expectedVersion)
      // After it: whatever the head follows upon must be among them.
      const known = await this.#chains.knownOf(commit.aggregate, commandIds)
      const repeated = commandIds.find(id => known.has(id))
      if (repeated !== undefined) return { outcome: 'duplicate', commandId: repeated }
      if ((head?.version ?? 0) !== commit.expectedVersion) throw new VersionConflict(head)
      const document = commitDocument(commit, this.#line.tail)
      checkSize(document, this.#connection.abilities.maxDocumentBytes)
      if (await this.#insert(document, late)) {
        if (await this.#settling.begin(document)) return { outcome: 'appended' }
        throw new GuardRevoked(document.guard ?? '')
      }
      // Somebody was first: looking again tells who, and with what.
      if (looks > 1) await delay(LOOK_AGAIN_MS)
    }
  }

  /**
   * Whether the version was won. Where the answer to an insert gets lost, it is sent again: then there is one, and it says whose document is
   * there. (Only to look would tell too little: an insert that isn't there yet may still be on its way.)
   */
  async #insert(document: CommitDocument, late: AbortSignal): Promise<boolean> {
    for (let tries = 1; ; tries++) {
      if (late.aborted) throw tooLate()
      try {
        await this.#connection.ask(() => this.#commits.insertOne(document))
        return true
      } catch (error) {
        if (isDuplicate(error)) return tries > 1 && (await this.#isOurs(document))
        if (!(error instanceof StoreUnavailable) || tries === TRIES || this.#connection.closed.aborted) throw error
      }
    }
  }

  /** A commit's hash is made of all of its events' headers, and these of salts that nobody else has. */
  async #isOurs({ _id, hash }: CommitDocument): Promise<boolean> {
    const found = await this.#connection.ask(() => this.#commits.findOne({ _id }, { projection: { hash: 1 } }))
    return found?.hash === hash
  }
}

/** What comes of some work, unless it is too late: then it isn't begun, or nobody waits for it any longer. */
function unlessLate<T>(late: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (late.aborted) return Promise.reject(tooLate())
  return new Promise((resolve, reject) => {
    late.addEventListener('abort', () => reject(tooLate()), { once: true })
    work().then(resolve, reject)
  })
}

function tooLate(): StoreUnavailable {
  return new StoreUnavailable('The database has not taken this in time.')
}

function checkSize(document: CommitDocument, most: number): void {
  if (BSON.calculateObjectSize(document) + SPARE_BYTES > most)
    throw new KnownError(
      'too_large',
      `All of this together is more than the ${most} bytes that the database takes at once. Do it in parts.`,
    )
}
