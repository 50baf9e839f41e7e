import { cpus } from 'node:os'
import { benchChain } from './chain.ts'
import { benchCommands } from './commands.ts'
import { benchKeptProofs } from './kept-proofs.ts'
import { benchLists } from './lists.ts'
import { benchMap } from './map.ts'
import { benchMongo } from './mongodb.ts'
import { benchSockets } from './sockets.ts'
import { benchStore } from './store.ts'
import { benchVerifyStore } from './verify-store.ts'

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}. Ratios within one run are what counts.`,
)
await benchChain()
await benchStore()
await benchCommands()
await benchLists()
await benchMap()
await benchKeptProofs()
// With another number of events, or of pages: npm run bench -- 1000000 8000
await benchVerifyStore(Number(process.argv[2] ?? 50_000))
await benchSockets(Number(process.argv[3] ?? 2000))
await benchMongo()
