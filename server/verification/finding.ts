/** What is checked, as reports name it: the names of specification 9.11 where a proof has the same check, and the store's own. */
export type StoreCheck =
  | 'trust'
  | 'chain'
  | 'content'
  /** What the store gives as an aggregate's newest event. */
  | 'head'
  /** What an epoch has put into the map. */
  | 'mappedHead'
  | 'mapRoot'
  | 'mapNodes'
  | 'epochRecord'
  | 'epochLog'
  | 'checkpointSignature'
  | 'anchorRecord'
  | 'sealChain'
  | 'checkpointInAnchor'
  | 'merklePath'
  | 'proofOfWork'
  | 'blockHeaders'
  | 'headerKnown'
  | 'network'
  | 'file'

/** Something that isn't as it must be: what it is about, by which check, and the two values that differ. */
export type Finding = {
  readonly check: StoreCheck
  /** Such as `ticket 0189…`, `epoch 3`, `anchor 2`. */
  readonly subject: string
  readonly version: number | null
  readonly message: string
  readonly expected: string | null
  readonly actual: string | null
}

/** So many are named; the others are counted. */
const NAMED = 20

/** What was found so far. */
export class Findings {
  readonly #named: Finding[] = []
  #count = 0

  get count(): number {
    return this.#count
  }

  /** The first ones. */
  get named(): readonly Finding[] {
    return this.#named
  }

  add(finding: Finding): void {
    this.addAll([finding])
  }

  /** `count`: how many there were, where only the first are given. */
  addAll(findings: readonly Finding[], count = findings.length): void {
    this.#count += count
    this.#named.push(...findings.slice(0, NAMED - this.#named.length))
  }
}

/** Part of a store that can't be read at all. */
export function unreadable(subject: string, message: string): Finding {
  return {
    check: 'file',
    subject,
    version: null,
    message: `It can’t be read: ${message.replace(/\.$/, '')}.`,
    expected: null,
    actual: null,
  }
}

/** What `read` comes to; where a damaged file holds what no reader expects, that is found, and `otherwise` stands for it. */
export async function readOrFind<T>(findings: Findings, subject: string, otherwise: T, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    findings.add(unreadable(subject, error.message))
    return otherwise
  }
}

/** A difference in a field that must have one value. */
export function differs(check: StoreCheck, subject: string, message: string, expected: unknown, actual: unknown): Finding {
  return { check, subject, version: null, message, expected: String(expected), actual: String(actual) }
}
