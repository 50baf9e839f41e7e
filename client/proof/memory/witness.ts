import type { Aggregate } from '../../../core/events/names.ts'
import type { TrustFile } from '../../../core/proof/bundle/trust.ts'
import type { Verdict } from '../../../core/proof/bundle/verdict.ts'
import { parseCheckpoint } from '../../../core/proof/log/checkpoint.ts'
import { NoteError } from '../../../core/proof/log/note.ts'
import type { Fetched } from '../../pages/fetch-json.ts'
import type { HeadMemory, SeenHead } from '../../state/head-memory.ts'
import type { Alarms } from './alarms.ts'
import { Collection } from './collection.ts'
import { trustDifferences } from './compare-trust.ts'
import { type CheckpointConflict, type CheckpointQuestion, judgeCheckpoint } from './judge-checkpoint.ts'
import type { LogServer } from './log-server.ts'
import { type Alarm, type Contradiction, NOTHING_SEEN, type Side } from './records.ts'
import type { SeenThings, Since, SpentSeal } from './seen-things.ts'
import { stated } from './stated.ts'
import { words } from './words.ts'

/** A bundle that was checked: its exact text, the seal that it begins with, and what the verifier says. */
export type CheckedBundle = {
  readonly aggregate: Aggregate
  readonly text: string
  readonly genesisSeal: string
  readonly verdict: Verdict
}

/**
 * Remembers what this browser has seen of the server's log, and compares with it what the server shows now. Whatever can't both be true is
 * an alarm, with both sides as evidence. Specification, section 8.
 */
export class Witness implements HeadMemory {
  readonly #seen: SeenThings
  readonly #server: LogServer
  readonly #alarms: Alarms
  readonly #collection: Collection
  /** Checkpoints inside bundles that were found consistent already. */
  readonly #consistent = new Set<string>()
  #looking: Promise<void> | null = null

  constructor(seen: SeenThings, server: LogServer, alarms: Alarms) {
    this.#seen = seen
    this.#server = server
    this.#alarms = alarms
    this.#collection = new Collection(server, alarms)
  }

  async remembered(aggregate: Aggregate): Promise<SeenHead | null> {
    return (await this.#seen.head(aggregate))?.what ?? null
  }

  saw(aggregate: Aggregate, head: SeenHead): void {
    void this.#seen.rememberHead(aggregate, head).then(other => {
      if (other !== null) this.contradicted(aggregate, other, head)
    })
  }

  contradicted(aggregate: Aggregate, remembered: SeenHead, shown: SeenHead | null): void {
    void this.#raiseHead(aggregate, remembered, shown)
  }

  /** The trust file of the first visit; from the server where this is the first. `since` is when it was given. */
  async trust(): Promise<Fetched<Since<TrustFile>>> {
    const kept = await this.#seen.trust()
    if (kept !== null) return { ok: true, value: kept }
    const given = await this.#server.trust()
    return given.ok ? { ok: true, value: await this.#seen.rememberTrust(given.value) } : given
  }

  /**
   * Compares the server's trust file and its newest checkpoint with those remembered, and then goes on with what evidence is lacking since an
   * earlier visit. One look at a time.
   */
  look(): Promise<void> {
    this.#looking ??= this.#visit().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  /** Seals that the line of anchors was checked to, in its order. Bundles that begin there are small. */
  async seals({ origin, genesisSeal }: TrustFile): Promise<readonly string[]> {
    return (await this.#seen.seals(origin, genesisSeal)).map(({ seal }) => seal)
  }

  /** The server doesn't know the seals as part of its line: the next bundle begins at the genesis seal. */
  forgetSeals(): Promise<void> {
    return this.#seen.forgetSeals()
  }

  /** A bundle was found valid. `seals` are some that its anchors spend, `checkpoint` is the signed one that it stands on. */
  async proven({ aggregate, text, genesisSeal }: CheckedBundle, checkpoint: string, seals: readonly SpentSeal[]): Promise<void> {
    const trust = await this.#trusted()
    if (trust === null) return
    if (!this.#consistent.has(checkpoint)) {
      const remembered = await this.#checkpoint()
      const judged = await this.#judge({ remembered, shown: checkpoint, logKey: trust.logKey, isNewest: false })
      if (judged === 'conflict') return
      if (judged === 'good') this.#consistent.add(checkpoint)
    }
    await this.#seen.rememberBundle(aggregate, text, genesisSeal)
    if (seals.length > 0) await this.#seen.rememberSeals(trust, genesisSeal, seals)
  }

  /** A bundle fails, or is of another history than the one on the page. */
  async disproved(checked: CheckedBundle, message: string, shown: SeenHead | null): Promise<void> {
    const { aggregate, text, genesisSeal, verdict } = checked
    const before = await this.#sideOf(aggregate)
    const identity = verdict.failed === null ? `${verdict.head}` : `${verdict.failed.check} ${verdict.failed.rule} ${verdict.failed.actual}`
    await this.#raise({
      key: `proof ${aggregate.type}:${aggregate.id} ${identity.slice(0, 300)}`,
      kind: 'proof',
      aggregate,
      why: null,
      message,
      remembered: before,
      shown: { ...NOTHING_SEEN, head: shown, bundle: text, begins: genesisSeal },
    })
  }

  /** Resolves when all evidence that is being collected is there. */
  evidenceCollected(): Promise<void> {
    return this.#collection.done()
  }

  /** Takes what the server shows now in the place of what was seen before: somebody has explained it. Not where it says more by now. */
  async accept(alarms: readonly Alarm[]): Promise<void> {
    const explained = await this.#alarms.asRead(alarms)
    for (const alarm of explained) await this.#seen.forgetFor(alarm)
    await this.#alarms.remove(explained)
  }

  /** The banner goes, what was seen before stays remembered. An alarm that says more by now than `alarms` do stays. */
  putAside(alarms: readonly Alarm[], why: string): Promise<void> {
    return this.#alarms.putAside(alarms, why)
  }

  /** The newest alarm about another past of a history, also where it was put aside; null where there is none. */
  alarmAbout(aggregate: Aggregate): Promise<Alarm | null> {
    return this.#alarms.about(aggregate)
  }

  async #visit(): Promise<void> {
    this.#collection.begin()
    await this.#look()
    this.#collection.visit()
  }

  async #look(): Promise<void> {
    // Before asking: what other tabs learn meanwhile is newer than the answers, and no contradiction.
    const kept = await this.#seen.trust()
    const remembered = await this.#checkpoint()
    const has = await this.#server.has()
    if (!has.ok) return
    if (has.value.trust && !(await this.#isTrusted(kept))) return
    const trust = await this.#trusted()
    if (trust === null || (!has.value.checkpoint && remembered === null)) return
    const shown = await this.#server.checkpoint()
    if (shown.ok) await this.#judge({ remembered, shown: shown.value, logKey: trust.logKey, isNewest: true })
    // A log that had something before and has nothing now is a smaller one.
    else if (shown.code === 'proof_not_ready' && remembered !== null) await this.#raiseCheckpoint('smaller', null)
  }

  /** Compares the server's trust file with the one that is kept; keeps it where this is the first visit. */
  async #isTrusted(kept: Since<TrustFile> | null): Promise<boolean> {
    const answer = await this.#server.trust()
    if (!answer.ok) return true
    const { what: trust, since } = kept ?? (await this.#seen.rememberTrust(answer.value))
    const differences = trustDifferences(trust, answer.value)
    if (differences.length === 0) return true
    const { origin, logKey, genesisSeal, network } = answer.value
    await this.#raise({
      key: `trust ${origin} ${logKey} ${genesisSeal} ${network}`,
      kind: 'trust',
      aggregate: null,
      why: null,
      message: words.trust(differences),
      remembered: { ...NOTHING_SEEN, at: since, trust, checkpoint: await this.#checkpoint() },
      shown: { ...NOTHING_SEEN, trust: answer.value },
    })
    return false
  }

  async #judge(question: CheckpointQuestion): Promise<'good' | 'unproven' | 'conflict'> {
    const judged = await judgeCheckpoint(question, this.#server.consistency)
    if (judged.kind === 'conflict') {
      await this.#raiseCheckpoint(judged.why, question.shown)
      return 'conflict'
    }
    if (judged.kind === 'newer') await this.#seen.rememberCheckpoint(question.shown)
    return judged.kind === 'unproven' ? 'unproven' : 'good'
  }

  async #raiseCheckpoint(why: CheckpointConflict, shown: string | null): Promise<void> {
    const remembered = await this.#seen.checkpoint()
    // Smaller, of the same size or larger: it stays the log that isn't the remembered one. One that another key signs is another matter.
    const what = why === 'unsigned' ? 'unsigned' : 'other'
    await this.#raise({
      key: `checkpoint ${what} ${remembered === null ? 'none' : identityOf(remembered.what)}`,
      kind: 'checkpoint',
      aggregate: null,
      why,
      message: words.checkpoint[why],
      remembered: { ...NOTHING_SEEN, at: remembered?.since ?? null, trust: await this.#trusted(), checkpoint: remembered?.what ?? null },
      shown: { ...NOTHING_SEEN, checkpoint: shown },
    })
  }

  async #raiseHead(aggregate: Aggregate, remembered: SeenHead, shown: SeenHead | null): Promise<void> {
    const side = await this.#sideOf(aggregate)
    const why = shown === null || shown.version < remembered.version ? 'shorter' : 'another_event'
    const contradiction: Omit<Contradiction, 'number'> = {
      key: `head ${aggregate.type}:${aggregate.id} ${remembered.hash}`,
      kind: 'head',
      aggregate,
      why,
      message: words.head(aggregate.type, remembered.version, shown?.version ?? 0),
      remembered: { ...side, head: remembered },
      shown: { ...NOTHING_SEEN, head: shown },
    }
    // A log that went back takes its histories with it. Who has put that aside for as long as it lasts isn't told again for each of them. It
    // explains no event in another's place; another trust file or another key explains neither.
    const { checkpoint } = side
    const explains = ({ kind, why, remembered }: Alarm) =>
      kind === 'checkpoint' && why !== 'unsigned' && checkpoint !== null && remembered.checkpoint === checkpoint
    await this.#raise(contradiction, why === 'shorter' ? explains : undefined)
  }

  async #raise(contradiction: Omit<Contradiction, 'number'>, cause?: (alarm: Alarm) => boolean): Promise<void> {
    const { bundle } = contradiction.remembered
    const all = { ...contradiction, number: bundle === null ? null : (stated(bundle)?.number ?? null) }
    await this.#alarms.raise(all, cause)
    await this.#collection.met(all)
  }

  async #trusted(): Promise<TrustFile | null> {
    return (await this.#seen.trust())?.what ?? null
  }

  async #checkpoint(): Promise<string | null> {
    return (await this.#seen.checkpoint())?.what ?? null
  }

  async #sideOf(aggregate: Aggregate): Promise<Side> {
    const [head, bundle] = [await this.#seen.head(aggregate), await this.#seen.bundle(aggregate)]
    return {
      at: head?.since ?? null,
      head: head?.what ?? null,
      trust: await this.#trusted(),
      checkpoint: await this.#checkpoint(),
      bundle: bundle?.text ?? null,
      begins: bundle?.genesisSeal ?? null,
    }
  }
}

/** Two notes of one log state are one contradiction, whatever else signed them. */
function identityOf(checkpoint: string): string {
  try {
    const { origin, size, root } = parseCheckpoint(checkpoint)
    return `${origin} ${size} ${root}`
  } catch (error) {
    if (error instanceof NoteError) return 'unreadable'
    throw error
  }
}
