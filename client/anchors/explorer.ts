/** The address of a page about a transaction; null where there is no explorer, or its address is none that a link should lead to. */
export function explorerLink(template: string | null, txid: string): string | null {
  if (template === null) return null
  const address = template.replaceAll('{txid}', txid)
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol) ? address : null
}
