/**
 * Short messages from server to server, for what is no event: who is here, whose session has ended, which passwords were wrong. One that is lost
 * is made up for by what expires, or by the store's own records; a wrong password is then counted by one server alone. Whoever relies on more
 * than that asks the store.
 */
export interface Notices {
  /** Tells all servers that work on this store, this one as well. A text of some kilobytes. */
  post(text: string): Promise<void>
  /**
   * What is told from now on, until the signal aborts; then it ends without an error. Rejects where the database can't be reached: who
   * follows again is told what was posted meanwhile, as far as it is still there.
   */
  follow(abort: AbortSignal): AsyncIterable<string>
}

/** Where no other process works on the store. `check` throws once the store is closed. */
export function openLocalNotices(check: () => void): Notices {
  const followers = new Set<(text: string) => void>()
  return {
    async post(text) {
      check()
      for (const take of followers) take(text)
    },
    async *follow(abort) {
      const waiting: string[] = []
      let wake = () => {}
      const take = (text: string) => {
        waiting.push(text)
        wake()
      }
      const stop = () => wake()
      followers.add(take)
      abort.addEventListener('abort', stop)
      try {
        while (!abort.aborted) {
          const text = waiting.shift()
          if (text !== undefined) yield text
          else
            await new Promise<void>(resolve => {
              wake = resolve
            })
        }
      } finally {
        followers.delete(take)
        abort.removeEventListener('abort', stop)
      }
    },
  }
}
