import { createHash } from 'node:crypto'
import { lastLeaf } from '../../../../core/proof/log/subtrees.ts'
import { type CompletedHashes, completedBy, leafHash } from '../../../../core/proof/log/tree.ts'

/** A log of records with the hashes that each completes, as epochs keep them. */
export async function logOf(records: readonly string[]): Promise<CompletedHashes> {
  const completed: (readonly string[])[] = []
  const hashes: CompletedHashes = {
    async read(positions) {
      return positions.map(position => {
        const hash = completed[lastLeaf(position)]?.[position.level]
        if (hash === undefined) throw new Error(`no complete subtree ${position.index} of level ${position.level}`)
        return hash
      })
    },
  }
  for (const [index, record] of records.entries()) completed.push(await completedBy(index, leafHash(record), hashes))
  return hashes
}

/** The tree hash as RFC 6962, 2.1, defines it, by the platform's SHA-256. */
export function treeHash(records: readonly string[]): string {
  return hashOf(records).toString('hex')
}

function hashOf(records: readonly string[]): Buffer {
  if (records.length <= 1) return sha256(...records.map(record => `\0${record}`))
  let left = 1
  while (left * 2 < records.length) left *= 2
  return sha256('\x01', hashOf(records.slice(0, left)), hashOf(records.slice(left)))
}

function sha256(...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}
