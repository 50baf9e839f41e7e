import { bytesToHex } from '@noble/hashes/utils.js'
import { aggregateName } from '../../core/events/names.ts'
import { openCheckpoint } from '../../core/proof/log/checkpoint.ts'
import { EpochError, type EpochRecord, parseEpoch } from '../../core/proof/log/epoch-record.ts'
import { NoteError } from '../../core/proof/log/note.ts'
import { completedBy, leafHash, rootOf } from '../../core/proof/log/tree.ts'
import { EMPTY, headValue, mapKey } from '../../core/proof/map/keys.ts'
import { ArenaNodes } from '../../core/proof/map/nodes.ts'
import { updateMap } from '../../core/proof/map/update.ts'
import type { Epoch } from '../store/proofs.ts'
import type { ProofReads } from '../store/store-reads.ts'
import { differs, type Finding, type Findings, type StoreCheck } from './finding.ts'
import { LogEdge } from './log-edge.ts'

export type EpochsOptions = {
  readonly proofs: Pick<ProofReads, 'epochs' | 'changedHeads'>
  readonly origin: string
  /** The log's verifier key. */
  readonly logKey: string
  /** How many epochs there are: what a server adds meanwhile isn't looked at. */
  readonly epochs: number
  readonly findings: Findings
  readonly onEpoch: (done: number) => void
}

/** `heads`: how many changes of the map they hold. */
export type EpochsReport = { readonly epochs: number; readonly heads: number; readonly aggregates: number }

const PAGE = 100

/** Makes the map and the log of all epochs again, in their order, and compares them with what is kept. Specification, sections 4 and 5. */
export async function checkEpochs(options: EpochsOptions): Promise<EpochsReport> {
  const replay = new EpochReplay(options)
  while (replay.epochs < options.epochs) {
    const page = await options.proofs.epochs(replay.epochs, Math.min(PAGE, options.epochs - replay.epochs))
    for (const epoch of page) {
      if (!(await replay.next(epoch))) return replay.report
      options.onEpoch(replay.epochs)
    }
    if (page.length === 0) break
  }
  return replay.report
}

class EpochReplay {
  readonly #options: EpochsOptions
  readonly #edge = new LogEdge()
  readonly #nodes = new ArenaNodes()
  /** Each aggregate's version in the map. */
  readonly #versions = new Map<string, number>()
  #root: Uint8Array = EMPTY
  #sum = 0
  #heads = 0
  #before: EpochRecord | null = null
  #mapHolds = true
  epochs = 0

  constructor(options: EpochsOptions) {
    this.#options = options
  }

  get report(): EpochsReport {
    return { epochs: this.epochs, heads: this.#heads, aggregates: this.#versions.size }
  }

  /** False where there is no going on. */
  async next(epoch: Epoch): Promise<boolean> {
    const subject = `epoch ${this.epochs}`
    if (epoch.index !== this.epochs) {
      this.#found(differs('epochLog', subject, 'The epoch is missing: no later one can be checked.', this.epochs, epoch.index))
      return false
    }
    const record = this.#readRecord(epoch, subject)
    if (record === null) return false
    this.#checkOrder(record, epoch, subject)
    await this.#replayMap(epoch)
    this.#checkMap(record, subject)
    await this.#checkLog(epoch, subject)
    this.epochs++
    this.#before = record
    return true
  }

  #readRecord({ record }: Epoch, subject: string): EpochRecord | null {
    try {
      return parseEpoch(record)
    } catch (error) {
      if (!(error instanceof EpochError)) throw error
      this.#found(
        differs(
          'epochRecord',
          subject,
          'The record is not well formed: no later epoch can be checked.',
          '8 well-formed lines',
          error.message,
        ),
      )
      return null
    }
  }

  #checkOrder(record: EpochRecord, epoch: Epoch, subject: string): void {
    const check = (message: string, expected: unknown, actual: unknown) => this.#compare('epochRecord', subject, message, expected, actual)
    check('The record belongs to another log.', this.#options.origin, record.origin)
    check('The record has another index.', epoch.index, record.index)
    check('The store gives another map root than the record.', record.mapRoot, epoch.mapRoot)
    check('The store gives another number of aggregates than the record.', record.aggregates, epoch.aggregates)
    check('The store gives another sum of versions than the record.', record.versions, epoch.versions)
    const before = this.#before?.time ?? ''
    if (record.time < before) this.#found(differs('epochRecord', subject, 'The time falls.', `${before} or later`, record.time))
  }

  async #replayMap({ index }: Epoch): Promise<void> {
    for await (const heads of this.#options.proofs.changedHeads(index)) {
      const update = await updateMap(
        this.#root,
        heads.map(({ aggregate, version, hash }) => ({ key: mapKey(aggregate), value: headValue(aggregate, version, hash) })),
        this.#nodes,
      )
      this.#nodes.apply(update)
      this.#root = update.root
      this.#heads += heads.length
      for (const { aggregate, version } of heads) {
        const name = aggregateName(aggregate)
        this.#sum += version - (this.#versions.get(name) ?? 0)
        this.#versions.set(name, version)
      }
    }
  }

  /** After the first map that differs, all later ones do: only the first is told. */
  #checkMap({ mapRoot, aggregates, versions }: EpochRecord, subject: string): void {
    if (!this.#mapHolds) return
    const failures = this.#options.findings.count
    this.#compare('mapRoot', subject, 'The heads that it is made of give another map.', mapRoot, bytesToHex(this.#root))
    this.#compare('mapRoot', subject, 'The map holds another number of aggregates.', aggregates, this.#versions.size)
    this.#compare('mapRoot', subject, 'The versions in the map have another sum.', versions, this.#sum)
    this.#mapHolds = this.#options.findings.count === failures
  }

  async #checkLog({ index, record, completed, checkpoint }: Epoch, subject: string): Promise<void> {
    const made = await completedBy(index, leafHash(record), this.#edge)
    this.#edge.add(index, made)
    this.#compare('epochLog', subject, 'The log’s hashes are not those of its records.', made.join(' '), completed.join(' '))
    try {
      const { size, root } = openCheckpoint(checkpoint, this.#options.logKey)
      this.#compare('epochLog', subject, 'The checkpoint is of a log of another size.', index + 1, size)
      this.#compare('epochLog', subject, 'The checkpoint is of another log.', await rootOf(index + 1, this.#edge), root)
    } catch (error) {
      if (!(error instanceof NoteError)) throw error
      this.#found(
        differs('checkpointSignature', subject, 'The checkpoint is not signed by the log’s key.', this.#options.logKey, error.message),
      )
    }
  }

  #compare(check: StoreCheck, subject: string, message: string, expected: unknown, actual: unknown): void {
    if (expected !== actual) this.#found(differs(check, subject, message, expected, actual))
  }

  #found(finding: Finding): void {
    this.#options.findings.add(finding)
  }
}
