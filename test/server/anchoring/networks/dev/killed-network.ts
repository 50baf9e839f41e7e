import { startDevNetwork } from '../../../../../server/anchoring/networks/dev/dev-network.ts'
import { timerSchedule } from '../../../../../server/anchoring/schedule.ts'

/** A development network in a process of its own, which a test kills. Its first line names its addresses. */
const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('Give the path of the file.')
const log = { error: () => {}, warn: () => {} }
const { arcUrl, whatsOnChainUrl, fund } = await startDevNetwork({ file, now: Date.now, blockMs: 3, schedule: timerSchedule, log })
const [, , , address] = process.argv
if (address !== undefined) await fund(address)
process.stdout.write(`${JSON.stringify({ arcUrl, whatsOnChainUrl })}\n`)
