import type { ReactiveController, ReactiveControllerHost } from 'lit'

/**
 * Files dropped anywhere on the page, as long as its host is there. A file that misses a small target would be opened by the browser, and
 * everything on the page would be gone.
 */
export class FileDrop implements ReactiveController {
  readonly #host: ReactiveControllerHost
  readonly #onFiles: (files: readonly File[]) => void
  #isOver = false
  #listening = new AbortController()

  constructor(host: ReactiveControllerHost, onFiles: (files: readonly File[]) => void) {
    this.#host = host
    this.#onFiles = onFiles
    host.addController(this)
  }

  /** Whether files are being held over the page. */
  get isOver(): boolean {
    return this.#isOver
  }

  hostConnected(): void {
    this.#listening = new AbortController()
    const { signal } = this.#listening
    window.addEventListener('dragover', event => this.#hold(event), { signal })
    // It fires for every element that is left; the page itself is left for nothing.
    window.addEventListener('dragleave', event => event.relatedTarget === null && this.#show(false), { signal })
    window.addEventListener('drop', event => this.#take(event), { signal })
  }

  hostDisconnected(): void {
    this.#listening.abort()
    this.#isOver = false
  }

  #hold(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    this.#show(true)
  }

  #take(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    event.preventDefault()
    this.#show(false)
    this.#onFiles([...event.dataTransfer.files])
  }

  #show(isOver: boolean): void {
    if (isOver === this.#isOver) return
    this.#isOver = isOver
    this.#host.requestUpdate()
  }
}
