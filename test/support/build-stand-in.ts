import { buildStandIn } from './mongodb-stand-in.ts'

await buildStandIn()
