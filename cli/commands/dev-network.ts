import { mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { startDevNetwork } from '../../server/anchoring/networks/dev/dev-network.ts'
import { timerSchedule } from '../../server/anchoring/schedule.ts'
import { readConfig } from '../../server/config.ts'
import { createLogger } from '../../server/logging.ts'
import { EXIT, type Run, textOption, UsageError } from '../command.ts'
import { untilAskedToStop } from '../until-asked-to-stop.ts'

const PORT = '4000'

/** A development network of its own process, for several servers that make anchors on the same one. */
export const runDevNetwork: Run = async (given, terminal) => {
  const { anchoring, logLevel } = readConfig(terminal.env)
  const file = resolve(given.operands[0] ?? '')
  const listen = { host: textOption(given, 'host') ?? '127.0.0.1', port: portOf(textOption(given, 'port') ?? PORT) }
  mkdirSync(dirname(file), { recursive: true })
  const asked = untilAskedToStop(terminal)
  try {
    const network = await startDevNetwork({
      file,
      now: Date.now,
      blockMs: anchoring.devBlockSeconds * 1000,
      schedule: timerSchedule,
      log: createLogger(logLevel),
      listen,
      faucet: true,
    })
    terminal.output.write(
      `A development network is at ${network.arcUrl}, and its blocks are in ${file}. Servers find it by\n` +
        `  ARC_URL=${network.arcUrl} WHATSONCHAIN_URL=${network.whatsOnChainUrl}\n` +
        'What is anchored on it is no evidence for others: anybody can make its blocks.\n',
    )
    await asked.once
    await network.close()
    return EXIT.done
  } finally {
    asked.forget()
  }
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UsageError(`“${text}” is no port; give a whole number from 0 (any free port) to 65535.`)
  return port
}
