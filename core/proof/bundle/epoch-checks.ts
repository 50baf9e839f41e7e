import { eventHash } from '../../events/hash.ts'
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts'
import { EpochError, type EpochRecord, parseEpoch } from '../log/epoch-record.ts'
import { NoteError, verifyNote } from '../log/note.ts'
import { parseTlogProof, TlogProofError } from '../log/tlog-proof.ts'
import { leafHash, rootFromPath } from '../log/tree.ts'
import { headValue, mapKey } from '../map/keys.ts'
import { MapProofError, rootFromInclusion } from '../map/prove.ts'
import type { Bundle } from './bundle.ts'
import { failuresOf, readOrFail } from './failure.ts'
import type { TrustFile } from './trust.ts'

/** From the chain to the signed checkpoint: one function for each check, in their order. Each throws `CheckFailed`. */

/** `headInMap`: the root of a map that holds this chain's event at `map.version` as the aggregate's head. Sections 4 and 9.5. */
export function checkHeadInMap({ aggregate, events, map: { version, siblings } }: Bundle): string {
  const failed = failuresOf('headInMap')
  const head = events[version - 1]
  if (head === undefined)
    throw failed('version', 'The version in the map is not that of an event in the bundle.', {
      expected: `1..${events.length}`,
      actual: String(version),
      version: version > 0 ? version : null,
    })
  return readOrFail(
    () => rootFromInclusion(mapKey(aggregate), headValue(aggregate, version, eventHash(head.header)), siblings),
    [MapProofError],
    rule => failed('siblings', `The way to the map's root is not well formed: ${rule}.`, { expected: 'siblings', actual: rule, version }),
  )
}

/** `mapRootInEpoch`: the epoch whose record names this map. Section 5. */
export function checkMapRootInEpoch({ origin, epoch: record, map: { version } }: Bundle, mapRoot: string): EpochRecord {
  const failed = failuresOf('mapRootInEpoch')
  const epoch = readOrFail(
    () => parseEpoch(record),
    [EpochError],
    rule => failed('record', `The epoch's record is not well formed: ${rule}.`, { expected: '8 well-formed lines', actual: rule, version }),
  )
  if (epoch.origin !== origin)
    throw failed('origin', 'The epoch belongs to another log.', { expected: origin, actual: epoch.origin, version })
  if (epoch.mapRoot !== mapRoot)
    throw failed('root', 'The epoch recorded another map: the head, or a hash on its way to the root, is not the one in it.', {
      expected: epoch.mapRoot,
      actual: mapRoot,
      version,
    })
  return epoch
}

/** A checkpoint whose log holds the epoch, with its exact text: that is what was signed and anchored. */
export type CoveringCheckpoint = Checkpoint & { readonly text: string }

/** `epochInCheckpoint`: the checkpoint of a log that holds this epoch. It is not known yet who signed it. Sections 5 and 9.6. */
export function checkEpochInCheckpoint(
  { origin, epoch: record, tlogProof, map: { version } }: Bundle,
  epoch: EpochRecord,
): CoveringCheckpoint {
  const failed = failuresOf('epochInCheckpoint')
  const { proof, checkpoint } = readOrFail(
    () => {
      const proof = parseTlogProof(tlogProof)
      return { proof, checkpoint: parseCheckpoint(proof.checkpoint) }
    },
    [TlogProofError, NoteError],
    rule =>
      failed('parse', `The proof of the epoch in the log is not well formed: ${rule}.`, {
        expected: 'a tlog-proof',
        actual: rule,
        version,
      }),
  )
  if (proof.index !== epoch.index)
    throw failed('index', 'The proof is for another epoch.', { expected: String(epoch.index), actual: String(proof.index), version })
  if (checkpoint.origin !== origin)
    throw failed('origin', 'The checkpoint belongs to another log.', { expected: origin, actual: checkpoint.origin, version })
  const root = rootFromPath(proof.index, checkpoint.size, leafHash(record), proof.path)
  if (root !== checkpoint.root)
    throw failed('root', "The epoch is not in the checkpoint's log.", { expected: checkpoint.root, actual: root, version })
  return { ...checkpoint, text: proof.checkpoint }
}

/** `checkpointSignature`: the log's own key signed the checkpoint. Sections 5 and 9.19. */
export function checkCheckpointSignature({ map: { version } }: Bundle, { note }: Checkpoint, { logKey }: TrustFile): void {
  const failed = failuresOf('checkpointSignature')
  readOrFail(
    () => verifyNote(note, logKey),
    [NoteError],
    rule => failed('signature', "The checkpoint is not signed by the log's key.", { expected: logKey, actual: rule, version }),
  )
}
