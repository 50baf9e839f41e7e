/** Remembers in this browser which version of a ticket was the newest when it was looked at, for “new since you looked”. */
export function lastSeen(ticket: string): number {
  try {
    return Number(localStorage.getItem(KEY + ticket)) || 0
  } catch {
    return 0
  }
}

export function rememberSeen(ticket: string, version: number): void {
  try {
    if (version > lastSeen(ticket)) localStorage.setItem(KEY + ticket, String(version))
  } catch {
    // Full or forbidden: then there is no mark next time.
  }
}

const KEY = 'sealdesk.seen.'
