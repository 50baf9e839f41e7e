// `npm run typecheck`: each part against its own rules (core/ has neither Node nor the DOM, client/ no Node …).
import { runNode } from './lib/run.mjs'

const CONFIGS = ['core/tsconfig.json', 'tsconfig.server.json', 'client/tsconfig.json', 'test/tsconfig.json']

for (const config of CONFIGS) {
  const { code, output } = await runNode(['node_modules/typescript/bin/tsc', '--noEmit', '-p', config])
  if (code === 0) continue
  console.error(`${config}\n${output}`)
  process.exitCode = 1
}
