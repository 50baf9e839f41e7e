import { randomUUID } from 'node:crypto'

export type Answer = { readonly status: number; readonly body: unknown }

/** A program that talks to the server over HTTP as one signed-in person, or as a guest. */
export class HttpClient {
  readonly url: string
  #cookie = ''

  constructor(url: string) {
    this.url = url
  }

  /** The cookie header of the session, for a socket. */
  get cookie(): string {
    return this.#cookie
  }

  async signIn(name: string, password: string): Promise<Answer> {
    const response = await this.#fetch('POST', '/api/session', { name, password })
    this.#cookie = response.headers
      .getSetCookie()
      .map(cookie => cookie.split(';')[0])
      .join('; ')
    return { status: response.status, body: await response.json() }
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path)
  }

  command(type: 'ticket' | 'user', id: string, name: string, payload: unknown = {}, commandId: string = randomUUID()): Promise<Answer> {
    return this.request('POST', '/api/commands', { id: commandId, aggregate: { type, id }, type: name, payload })
  }

  async request(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#fetch(method, path, body)
    const text = await response.text()
    return { status: response.status, body: text === '' ? null : JSON.parse(text) }
  }

  #fetch(method: string, path: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = this.#cookie === '' ? {} : { cookie: this.#cookie }
    if (body !== undefined) headers['content-type'] = 'application/json'
    return fetch(this.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  }
}
