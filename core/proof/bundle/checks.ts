/** The checks, in the order in which they are made; the first that fails is the one reported. Specification, sections 7 and 9.11. */
export const CHECKS = [
  'format',
  'trust',
  'chain',
  'content',
  'headInMap',
  'mapRootInEpoch',
  'epochInCheckpoint',
  'checkpointSignature',
  'sealChain',
  'checkpointInAnchor',
  'merklePath',
  'proofOfWork',
  'headerKnown',
] as const
export type CheckName = (typeof CHECKS)[number]
