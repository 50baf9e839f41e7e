/** What a request says about the page that made it, all of it written by the browser and not by the page. */
export type RequestSource = {
  readonly origin: string | undefined
  readonly host: string | undefined
  /** `Sec-Fetch-Site` */
  readonly fetchSite: string | undefined
}

/**
 * Whether a request that changes something comes from a page of this server, or from no page at all (a program). The origin must be
 * the host that was asked, whatever the scheme (a proxy may speak https for us), or one that the operator has named.
 */
export function isOwnOrigin({ origin, host, fetchSite }: RequestSource, publicOrigins: readonly string[]): boolean {
  if (origin === undefined) return fetchSite === undefined || fetchSite === 'same-origin' || fetchSite === 'none'
  if (publicOrigins.includes(origin)) return true
  if (fetchSite === 'cross-site' || !URL.canParse(origin)) return false
  const { protocol, host: asking } = new URL(origin)
  return (protocol === 'http:' || protocol === 'https:') && host !== undefined && asking === host.toLowerCase()
}
