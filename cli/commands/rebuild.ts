import { readConfig } from '../../server/config.ts'
import { createLogger } from '../../server/logging.ts'
import { rebuildProjections } from '../../server/projections/rebuild.ts'
import { EXIT, type Run } from '../command.ts'
import { type Builders, using } from '../parts.ts'
import { counted, Progress, rateOf } from '../progress.ts'

export function runRebuild({ openStore }: Pick<Builders, 'openStore'>): Run {
  return async (_, { env, output, errors, now }) => {
    const config = readConfig(env)
    const log = createLogger(config.logLevel)
    const progress = new Progress(errors, now)
    const startedAt = now()
    const events = await using(openStore(config), store =>
      rebuildProjections(store, log, ({ events }) =>
        progress.tell(() => `${counted(events, 'event')}, ${rateOf(events, startedAt, now())}`),
      ),
    )
    progress.clear()
    output.write(`Lists and pages were made anew from ${counted(events, 'event')}.\n`)
    return EXIT.done
  }
}
