/**
 * Who may import whom. The first rule whose `of` begins a file's path is the one that holds for it.
 *
 * @typedef {object} Rule
 * @property {string} of the folder it is about
 * @property {string[]} from what its files may import: folders (ending in `/`), or the files directly in a folder (ending in `/*`)
 * @property {'shipped' | 'declared' | string[]} packages those of "dependencies", those and "devDependencies", or just these
 * @property {boolean} node whether it may use Node's own modules
 * @property {boolean} computed whether it may compute what it imports
 * @property {string} why one sentence
 */

/** The folders of server/store that each hold one adapter of the port. */
const ADAPTERS = ['sqlite', 'memory', 'mongodb']

/** @type {Rule[]} */
export const RULES = [
  {
    of: 'core/',
    from: ['core/'],
    packages: ['xstate', 'zod', '@noble/hashes', '@noble/curves'],
    node: false,
    computed: false,
    why: 'core/ is pure and knows nothing of what surrounds it',
  },
  {
    of: 'client/',
    from: ['client/', 'core/'],
    packages: 'declared',
    node: false,
    computed: false,
    why: 'client/ runs in a browser and shares only core/ with the others',
  },
  ...ADAPTERS.map(adapter => ({
    of: `server/store/${adapter}/`,
    from: [`server/store/${adapter}/`, 'server/store/*', 'core/'],
    packages: /** @type {const} */ ('shipped'),
    node: true,
    computed: false,
    why: 'a store adapter knows the port and core/, and never another adapter',
  })),
  {
    of: 'server/',
    from: ['server/', 'core/'],
    packages: 'shipped',
    node: true,
    computed: false,
    why: 'server/ shares only core/ with the others',
  },
  {
    of: 'cli/',
    from: ['cli/', 'server/', 'core/'],
    packages: 'shipped',
    node: true,
    computed: false,
    why: 'cli/ builds on server/ and core/',
  },
  {
    of: 'bench/',
    from: ['bench/', 'test/support/', 'cli/', 'server/', 'core/'],
    packages: 'declared',
    node: true,
    computed: true,
    why: 'bench/ measures the product, not its tests, on the database that these have',
  },
  {
    of: 'test/',
    from: ['test/', 'bench/', 'cli/', 'client/', 'server/', 'core/', 'scripts/'],
    packages: 'declared',
    node: true,
    computed: true,
    why: 'test/ may look at everything in the checkout',
  },
]
