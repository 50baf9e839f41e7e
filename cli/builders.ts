import { madeByOpening, requireStore } from './existing-store.ts'
import type { Builders } from './parts.ts'

/** The real ones. What they are made of is loaded when a command needs it. */
export const builders: Builders = {
  startServer: async config => (await import('../server/main.ts')).startServer(config),
  openParts: async config => {
    const madeAt = madeByOpening(config)
    return { ...(await (await import('../server/parts.ts')).openParts(config)), madeAt }
  },
  openStore: async config => {
    await requireStore(config)
    return (await import('../server/parts.ts')).openStore(config)
  },
  openReads: async config => {
    await requireStore(config)
    return (await import('../server/parts.ts')).openReads(config)
  },
  openAnchoring: async config => {
    await requireStore(config)
    return (await import('../server/anchoring/open-alone.ts')).openAnchoringAlone(config)
  },
}
