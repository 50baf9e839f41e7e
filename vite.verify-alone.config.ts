import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { defineConfig, type Plugin } from 'vite'

const FILE = 'sealdesk-verify.mjs'

const { version, license }: { version: string; license: string } = JSON.parse(readFileSync('package.json', 'utf8'))

/** For who finds the file years later. */
const BANNER = `// Sealdesk ${version} (${license}): checks a proof bundle, from files alone. Node 20.19 or newer is all it needs:
//   node ${FILE} ticket-1.proof.json --trust sealdesk.trust.json`

/** Fails where the program would need anything but itself and Node. */
const oneFile: Plugin = {
  name: 'one-file',
  generateBundle(_options, bundle) {
    const needed = Object.values(bundle).flatMap(file => (file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : []))
    const foreign = needed.filter(name => !isBuiltin(name))
    if (foreign.length > 0 || Object.keys(bundle).join() !== FILE)
      throw new Error(`the verifier must be ${FILE} alone, not ${[...Object.keys(bundle), ...foreign].join(', ')}`)
  },
}

/** `sealdesk verify` as a single file for Node, beside the client. */
export default defineConfig({
  publicDir: false,
  plugins: [oneFile],
  ssr: { noExternal: true },
  build: {
    ssr: 'cli/verify-alone.ts',
    outDir: 'dist/client',
    emptyOutDir: false,
    target: 'node20',
    // Whoever is to trust it may want to read it.
    minify: false,
    rolldownOptions: { output: { entryFileNames: FILE, codeSplitting: false, banner: BANNER } },
  },
})
