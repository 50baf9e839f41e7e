import { NetworkUnavailable } from '../network.ts'
import { retryAfter } from './retry-after.ts'

export type HttpClientOptions = {
  /** Names the service in messages, such as `ARC`. */
  readonly service: string
  /** Paths are appended to it. */
  readonly url: string
  /** The value of the header Authorization; null: none is sent. */
  readonly authorization: string | null
  readonly fetch: typeof fetch
  /** For the whole exchange, from connecting to the last byte. */
  readonly timeoutMs: number
  /** When it aborts, exchanges under way are given up, and no other is begun. */
  readonly signal?: AbortSignal | undefined
}

/** An answer's status and text, whatever the status is. */
export type HttpAnswer = { readonly status: number; readonly text: string }

/** Bytes that an answer may have. The largest that is wanted is a Merkle path or a list of unspent outputs. */
export const MAX_ANSWER = 4 * 1024 * 1024

/** Asks to come back later, and errors of the service's own: the question wasn't answered. */
const NO_ANSWER = new Set([401, 402, 403, 407, 408, 425, 429])

/**
 * HTTP to one service: one attempt, bounded in time and size. What isn't an answer to the question (no connection, too slow, too many
 * requests, an error of the service) is a NetworkUnavailable. Messages name the service and its host, never a path, a query or a key;
 * what `fetch` throws is left out of them, because it can quote the headers.
 */
export class HttpClient {
  readonly #options: HttpClientOptions
  readonly #base: string
  readonly #name: string

  /** @throws TypeError where the address or the key can't be used; without quoting either */
  constructor(options: HttpClientOptions) {
    const { service, url, authorization } = options
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new TypeError(`The address of ${service} isn’t an http(s) URL.`)
    if (authorization !== null && !/^[\x21-\x7e]+( [\x21-\x7e]+)?$/.test(authorization)) {
      throw new TypeError(`The key for ${service} holds characters that no key has.`)
    }
    this.#options = options
    this.#base = url.replace(/\/+$/, '')
    this.#name = `${service} at ${new URL(url).host}`
  }

  get(path: string): Promise<HttpAnswer> {
    return this.#ask(path, { method: 'GET' })
  }

  post(path: string, body: unknown): Promise<HttpAnswer> {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  }

  /** For an answer that came, and that nothing can be made of. */
  unusable(what: string): NetworkUnavailable {
    return new NetworkUnavailable(`${this.#name} ${what}.`)
  }

  async #ask(path: string, init: RequestInit): Promise<HttpAnswer> {
    const { authorization, timeoutMs, signal: ended } = this.#options
    const headers = { ...init.headers, accept: 'application/json', ...(authorization === null ? {} : { authorization }) }
    // Not AbortSignal.any, which keeps something of every exchange as long as the signal of all of them lives.
    const exchange = new AbortController()
    const giveUp = () => exchange.abort()
    const timer = setTimeout(giveUp, timeoutMs)
    ended?.addEventListener('abort', giveUp)
    if (ended?.aborted) giveUp()
    const { signal } = exchange
    try {
      const response = await this.#options.fetch(`${this.#base}${path}`, { ...init, headers, signal, redirect: 'manual' })
      this.#refuseNoAnswer(response)
      return { status: response.status, text: await this.#readText(response) }
    } catch (error) {
      if (error instanceof NetworkUnavailable) throw error
      if (ended?.aborted) throw this.unusable('isn’t asked any more')
      throw this.unusable(signal.aborted ? `didn’t answer within ${timeoutMs} ms` : `can’t be reached${errorCode(error)}`)
    } finally {
      clearTimeout(timer)
      ended?.removeEventListener('abort', giveUp)
    }
  }

  #refuseNoAnswer(response: Response): void {
    const { status, headers } = response
    if (status < 500 && status >= 200 && !(status >= 300 && status < 400) && !NO_ANSWER.has(status)) return
    void response.body?.cancel().catch(() => {})
    const why = status === 401 || status === 403 ? `refuses the key, or asks for one (${status})` : `answered with status ${status}`
    const wait = retryAfter(headers)
    throw new NetworkUnavailable(`${this.#name} ${why}.`, wait === null ? {} : { retryAfter: wait })
  }

  async #readText(response: Response): Promise<string> {
    const parts: Uint8Array[] = []
    let length = 0
    for await (const part of response.body ?? []) {
      length += part.length
      if (length > MAX_ANSWER) throw this.unusable(`answered with more than ${MAX_ANSWER} bytes`)
      parts.push(part)
    }
    return Buffer.concat(parts).toString('utf8')
  }
}

/** The system's word for what went wrong, such as ECONNREFUSED. */
function errorCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z_]{1,40}$/.test(code) ? ` (${code})` : ''
}
