import fc from 'fast-check'
import type { AnchorCommand } from '../../../core/anchor/commands.ts'
import { REJECTIONS } from '../../../core/anchor/events.ts'
import { admin, anna } from '../aggregate/people.ts'
import { anchoring, blockA, blockB, final, hash, mined, prepare, published, rejected, reorganised } from './samples.ts'

const n = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(1, 2) }, fc.constantFrom(3, 4))
const block = fc.constantFrom(blockA, blockA, blockB, { ...blockA, height: 7 })
const by = fc.oneof({ weight: 12, arbitrary: fc.constant(anchoring) }, fc.constantFrom(admin, anna))
const place = fc.oneof({ weight: 6, arbitrary: fc.constant({}) }, fc.constantFrom({ seal: `${hash('f')}:1` }, { sequence: 4 }))
const refusal = fc.record({ reason: fc.constantFrom(...REJECTIONS), detail: fc.string({ unit: 'grapheme' }) })

const anyPrepare = fc.tuple(n, place, by).map(args => prepare(...args))

export const anyAnchorCommand: fc.Arbitrary<AnchorCommand> = fc.oneof(
  { weight: 3, arbitrary: anyPrepare },
  fc.tuple(n, by).map(args => published(...args)),
  { weight: 2, arbitrary: fc.tuple(n, block, by).map(args => mined(...args)) },
  fc.tuple(n, block, by).map(args => final(...args)),
  { weight: 2, arbitrary: fc.tuple(n, block, by).map(args => reorganised(...args)) },
  { weight: 2, arbitrary: fc.tuple(n, refusal, by).map(args => rejected(...args)) },
)

/** Mostly an anchor with a transaction first; sometimes commands to none. */
export const anyAnchorCommands: fc.Arbitrary<AnchorCommand[]> = fc
  .tuple(fc.array(anyPrepare, { maxLength: 2 }), fc.array(anyAnchorCommand, { maxLength: 40 }))
  .map(([first, more]) => [...first, ...more])
