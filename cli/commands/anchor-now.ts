import type { AnchorRow } from '../../core/anchor/row.ts'
import { readConfig } from '../../server/config.ts'
import { EXIT, type Run } from '../command.ts'
import { type Builders, using } from '../parts.ts'
import { counted } from '../progress.ts'

/** So long the network is waited for. What is prepared by then isn't lost: the server goes on with it. */
const PATIENCE_MS = 60_000

/** Makes an epoch of what has changed and anchors it; beside servers that run, whichever makes the anchors does that. */
export function runAnchorNow({ openAnchoring }: Pick<Builders, 'openAnchoring'>): Run {
  return async (_, { env, output }) => {
    const config = readConfig(env)
    return using(openAnchoring(config), async ({ anchoring, follow }) => {
      const { outcome, anchor } = await anchoring.anchorNow()
      if (anchor === null) {
        output.write('There is nothing to anchor: no event has been recorded yet.\n')
        return EXIT.done
      }
      output.write(`${outcome === 'new' ? preparedLine(anchor) : `Nothing has changed since anchor ${anchor.sequence}.`}\n`)
      // The development network has a block a second; on the others one may take an hour.
      const isFarEnough = config.anchoring.network === 'dev' ? isInBlock : isSeen
      const reached = (await follow(anchor.id, found => isFarEnough(found) || found.state === 'rejected', PATIENCE_MS)) ?? anchor
      const troubles = anchoring.status().troubles.map(({ text, next }) => `${text} ${next}`)
      output.write(`${[stateLine(reached), ...troubles].join('\n')}\n`)
      return isSeen(reached) ? EXIT.done : EXIT.failed
    })
  }
}

function isInBlock({ state }: AnchorRow): boolean {
  return state === 'mined' || state === 'final'
}

function isSeen(anchor: AnchorRow): boolean {
  return anchor.state === 'published' || isInBlock(anchor)
}

function preparedLine({ sequence, txid, size, fee }: AnchorRow): string {
  return `Anchor ${sequence} is recorded: transaction ${txid} carries the log of ${counted(size, 'epoch')}, for a fee of ${counted(fee, 'satoshi')}.`
}

function stateLine({ state, height, block, reason }: AnchorRow): string {
  switch (state) {
    case 'mined':
    case 'final':
      return `It is in block ${block} at height ${height}${state === 'final' ? ', deep enough to stay there' : ''}.`
    case 'published':
      return 'The network has seen it. Its block is followed by the server.'
    case 'prepared':
      return 'The network has not shown it yet. Nothing is lost: the server sends the same bytes again until it does.'
    case 'rejected':
      return `The network refused it (${reason}). The server prepares another one.`
  }
}
