import type { Builders } from './parts.ts'

/** The real ones. What they are made of is loaded when a command needs it. */
export const builders: Builders = {
  startServer: async config => (await import('../server/main.ts')).startServer(config),
  openParts: async config => (await import('../server/parts.ts')).openParts(config),
  openStore: async config => (await import('../server/parts.ts')).openStore(config),
  openReads: async config => (await import('../server/parts.ts')).openReads(config),
  openAnchoring: async config => (await import('../server/anchoring/open-alone.ts')).openAnchoringAlone(config),
}
