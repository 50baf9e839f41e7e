/** One output of one transaction; `txid` in display order. */
export type Outpoint = { readonly txid: string; readonly vout: number }

/** `txid:vout`, as trust files and bundles write it. */
export function formatOutpoint({ txid, vout }: Outpoint): string {
  return `${txid}:${vout}`
}

/** The outpoint that a text names which is known to be one: what comes from outside is held against its form before. */
export function parseOutpoint(text: string): Outpoint {
  const [txid = '', vout] = text.split(':')
  return { txid, vout: Number(vout) }
}

/** Which output of an anchor is the seal that the next one spends. Specification, section 6. */
const SEAL_OUTPUT = 1

/** The seal that an anchor leaves behind for the next one. */
export function sealOf({ txid }: { readonly txid: string }): string {
  return formatOutpoint({ txid, vout: SEAL_OUTPUT })
}
