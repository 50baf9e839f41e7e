import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A hash of the names and contents of these files and folders: equal exactly when nothing was changed, added, renamed or removed. Times are
 * left out because a checkout, a copy and a container's image set them as they like. What isn't there counts as empty.
 *
 * @param {string} root
 * @param {string[]} paths relative to the root, with `/`
 * @returns {string} hexadecimal
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(path => filesIn(root, path))) {
    const content = readFileSync(join(root, path))
    hash.update(`${path}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex')
}

/**
 * Every file below a path (or the file itself), sorted, relative to the root.
 *
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
export function filesIn(root, path) {
  const place = join(root, path)
  if (!existsSync(place)) return []
  if (!statSync(place).isDirectory()) return [path]
  return readdirSync(place)
    .filter(name => name !== 'node_modules')
    .sort()
    .flatMap(name => filesIn(root, `${path}/${name}`))
}
