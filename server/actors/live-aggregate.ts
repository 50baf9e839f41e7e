import type { CommandOf, PayloadSchemas, Sender } from '../../core/aggregate/command.ts'
import type { StoredEvent } from '../../core/events/event.ts'
import { parseHeader } from '../../core/events/header.ts'
import type { Aggregate } from '../../core/events/names.ts'
import { KnownError, type Refusal, refusal } from '../../core/protocol/errors.ts'
import { GuardRevoked, VersionConflict } from '../store/errors.ts'
import type { Store } from '../store/store.ts'
import { Batch, erasedBy } from './batch.ts'
import type { CommandResult } from './command-bus.ts'
import type { Exchange, Step } from './exchange.ts'
import type { Kind } from './kind.ts'
import { LiveState } from './live-state.ts'
import { type Letter, Mailbox } from './mailbox.ts'
import type { Recorder } from './recorder.ts'
import type { VerifiedHeads } from './verified-heads.ts'
import type { Awake } from './wake.ts'

/** How often a command is decided anew because others appended first, before its sender is told. */
const MAX_ATTEMPTS = 8
/** Commands that are appended as one commit at most. */
const MAX_BATCH = 64
/** How often the state is looked at, with a turn between them, before it can't be told. Two suffice where the store keeps its word. */
const MAX_LOOKS = 8
/** Commands that may wait at one aggregate. */
const MAX_WAITING = 1024

export type Log = { error(fields: object, message: string): void; warn(fields: object, message: string): void }

/** What all live aggregates of a kind share. */
export type Surroundings<S, P extends PayloadSchemas, C extends { readonly by: Sender }> = {
  readonly kind: Kind<S, P, C>
  readonly store: Store
  readonly origin: string
  readonly record: Recorder
  readonly exchange: Exchange<S>
  readonly verified: VerifiedHeads
  readonly log: Log
}

/**
 * One live aggregate: its XState machine, its mailbox, and the turns in which what waits is decided, appended and applied.
 * While an append is under way, commands queue; then they are decided in order and appended as one commit.
 */
export class LiveAggregate<S, P extends PayloadSchemas, C extends { readonly by: Sender }> {
  readonly #aggregate: Aggregate
  readonly #all: Surroundings<S, P, C>
  readonly #mailbox = new Mailbox<CommandOf<P>>(MAX_WAITING)
  readonly #attempts = new WeakMap<Letter<CommandOf<P>>, number>()
  readonly #state: LiveState<S>
  #running = false
  #turning: Promise<void> = Promise.resolve()

  constructor(aggregate: Aggregate, all: Surroundings<S, P, C>, awake: Awake<S>) {
    this.#aggregate = aggregate
    this.#all = all
    this.#state = new LiveState(aggregate, all, awake)
  }

  get busy(): boolean {
    return this.#running
  }

  /** The durable state and its head. @throws KnownError where they can't be told at this moment */
  look() {
    return this.#state.look(this.#running)
  }

  /**
   * As `look`, with what others have appended up to this moment; that may be missing during a turn, which takes it at its own time.
   * @throws KnownError as `look` does
   */
  async latest() {
    const head = await this.#all.store.head(this.#aggregate)
    if (head !== null) this.#state.noticed(head.version)
    return this.look()
  }

  /**
   * As `latest`, but nothing is missing: where the store has more than a turn began with, that turn's end is waited for. Never to be called by a
   * turn that this one may wait for. @throws KnownError as `look` does
   */
  async current() {
    const head = await this.#all.store.head(this.#aggregate)
    if (head !== null) this.#state.noticed(head.version)
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      const looked = await this.look()
      if (looked.head.version >= (head?.version ?? 0) || this.#state.damage !== null) return looked
      if (this.#running) await this.#turning
    }
    throw new KnownError('store_unavailable')
  }

  /** Told of what is on disk, whoever appended it. */
  noticed(version: number): void {
    this.#state.noticed(version)
  }

  /** The answer comes when the command is on disk or refused. @throws KnownError */
  post(commandId: string, by: Sender, command: CommandOf<P>): Promise<CommandResult> {
    const answer = this.#mailbox.post(commandId, by, command)
    if (!this.#running) void this.#run()
    return answer
  }

  /** Stops the machine and keeps its state as a snapshot. Only for an aggregate that isn't busy. */
  rest(): Promise<void> {
    return this.#state.rest()
  }

  async #run(): Promise<void> {
    this.#running = true
    while (!this.#mailbox.isEmpty) {
      this.#turning = this.#turn()
      await this.#turning
    }
    this.#running = false
  }

  async #turn(): Promise<void> {
    let batch: Batch<S, CommandOf<P>> | null = null
    try {
      await this.#state.renew()
      if (this.#state.damage !== null) throw this.#state.damage
      batch = new Batch(this.#state.snapshot, this.#state.head)
      await this.#decide(batch)
      await this.#append(batch)
    } catch (error) {
      this.#failTurn(batch, error)
    }
  }

  /** Fills the batch from the mailbox. A command whose event needs another aggregate has a batch of its own. */
  async #decide(batch: Batch<S, CommandOf<P>>): Promise<void> {
    while (batch.decided.length < MAX_BATCH) {
      const letter = this.#mailbox.take()
      if (letter === undefined) return
      try {
        if ((await this.#decideOne(batch, letter)) === 'close') return
      } catch (error) {
        this.#failLetter(letter, error)
        if (batch.step !== null) return
      }
    }
  }

  async #decideOne(batch: Batch<S, CommandOf<P>>, letter: Letter<CommandOf<P>>): Promise<'go on' | 'close'> {
    const { kind, record, exchange } = this.#all
    const before = batch.snapshot
    const command = await kind.complete(letter.command, before)
    const decision = kind.decide(before, this.#aggregate.id, command)
    if (decision.type === 'refused') {
      batch.refuse(letter, decision.refusal)
      return 'go on'
    }
    const { draft } = decision
    const { commandId, by } = letter
    const step: Step<S> = { id: this.#aggregate.id, before, draft, version: batch.head.version + 1, commandId, by }
    const alone = exchange.concerns(step)
    if (alone) {
      if (batch.events.length > 0) {
        this.#mailbox.putBack([letter])
        return 'close'
      }
      if (await this.#answerFromRecord(letter)) return 'go on'
      const prepared = await exchange.prepare(step)
      if (!prepared.ok) {
        batch.refuse(letter, prepared.refusal)
        return 'go on'
      }
      batch.step = step
      batch.guard = prepared.guard
    }
    const recorded = record(this.#aggregate, batch.head, draft, letter)
    if (recorded.ok) batch.record(letter, recorded.event, kind.next(before, recorded.event))
    else batch.refuse(letter, recorded.refusal)
    return alone ? 'close' : 'go on'
  }

  async #append(batch: Batch<S, CommandOf<P>>): Promise<void> {
    const { events, guard } = batch
    // A refusal holds only where nobody else has appended meanwhile. An event needs no such look: its append finds out.
    if (events.length === 0 && (await this.#isBehind())) return await this.#again(batch)
    if (events.length > 0) {
      try {
        const commit = { aggregate: this.#aggregate, expectedVersion: batch.start.version, events, erase: erasedBy(events), guard }
        const result = await this.#all.store.append(commit)
        if (result.outcome === 'duplicate') return await this.#withoutDuplicate(batch, result.commandId)
      } catch (error) {
        if (error instanceof VersionConflict || error instanceof GuardRevoked) return await this.#again(batch)
        throw error
      }
      for (const event of events) this.#state.apply(event)
    }
    const { step } = batch
    const settled =
      step === null ? Promise.resolve() : events.length > 0 ? this.#all.exchange.complete(step) : this.#all.exchange.abandon(step)
    for (const entry of batch.decided) {
      if (entry.type === 'refused') void this.#answerRefused(entry.letter, entry.refusal)
      else void settled.then(() => entry.letter.answer(resultOf([entry.event])))
    }
    this.#state.saveNowAndThen()
  }

  async #isBehind(): Promise<boolean> {
    const head = await this.#all.store.head(this.#aggregate)
    return head !== null && head.version > this.#state.head.version
  }

  /** Somebody else appended first, or took away what the step relied on: take what they did, and decide anew. */
  async #again(batch: Batch<S, CommandOf<P>>): Promise<void> {
    await this.#state.catchUp()
    if (batch.step !== null) await this.#all.exchange.abandon(batch.step)
    const patient = batch.letters.filter(letter => {
      const attempts = (this.#attempts.get(letter) ?? 0) + 1
      this.#attempts.set(letter, attempts)
      if (attempts < MAX_ATTEMPTS) return true
      letter.answer({ ok: false, refusal: refusal('conflict') })
      return false
    })
    this.#mailbox.putBack(patient)
  }

  /** One of the batch was carried out before: it is answered as it was then, and the others are decided without it. */
  async #withoutDuplicate(batch: Batch<S, CommandOf<P>>, commandId: string): Promise<void> {
    await this.#state.catchUp()
    if (batch.step !== null) await this.#all.exchange.abandon(batch.step)
    for (const letter of batch.letters) {
      if (letter.commandId !== commandId) continue
      if (!(await this.#answerFromRecord(letter))) letter.fail(new KnownError('store_unavailable'))
    }
    // Last, when nothing can fail any more: a letter that is failed and put back would be carried out beside its sender's next try.
    this.#mailbox.putBack(batch.letters.filter(letter => letter.commandId !== commandId))
  }

  /** A refusal may only mean that the command was carried out before: then that is the answer. */
  async #answerRefused(letter: Letter<CommandOf<P>>, why: Refusal): Promise<void> {
    try {
      if (!(await this.#answerFromRecord(letter))) letter.answer({ ok: false, refusal: why })
    } catch (error) {
      letter.fail(error)
    }
  }

  async #answerFromRecord(letter: Letter<CommandOf<P>>): Promise<boolean> {
    const recorded = await this.#all.store.outcome(this.#aggregate, letter.commandId)
    if (recorded.length === 0) return false
    letter.answer(resultOf(recorded))
    return true
  }

  /** The store failed, or something nobody planned for. Whether the commit was stored isn't known: the machine is woken anew. */
  #failTurn(batch: Batch<S, CommandOf<P>> | null, error: unknown): void {
    this.#state.doubt()
    if (batch === null) {
      // Waking failed: nobody who waits can be served now.
      for (let letter = this.#mailbox.take(); letter !== undefined; letter = this.#mailbox.take()) this.#failLetter(letter, error)
      return
    }
    for (const letter of batch.letters) this.#failLetter(letter, error)
  }

  #failLetter(letter: Letter<CommandOf<P>>, error: unknown): void {
    if (error instanceof KnownError) {
      letter.fail(error)
      return
    }
    this.#state.doubt()
    this.#all.log.error({ err: error, commandId: letter.commandId, aggregate: this.#aggregate }, 'a command failed unexpectedly')
    letter.fail(new KnownError('internal', undefined, { cause: error }))
  }
}

/** Events leave as their exact texts alone: what an adapter or the recorder knows beside them stays inside. */
function resultOf(recorded: readonly StoredEvent[]): CommandResult {
  const events = recorded.map(({ header, hash, salt, content }) => ({ header, hash, salt, content }))
  const last = events.at(-1)
  if (last === undefined) throw new Error('a command that was carried out has an event')
  return { ok: true, version: parseHeader(last.header).version, hash: last.hash, events }
}
