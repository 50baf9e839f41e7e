import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchBrowser, openPage } from './browser.ts'
import { type ServerProcess, startServerProcess, temporaryFolder } from './server-process.ts'

/**
 * For all tests of a file: a browser, and a server with the demonstration in a store of its own. Pages that are opened here are closed after
 * each test.
 */
export function demonstrationInBrowser() {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let server: ServerProcess
  let browser: Browser
  const pages: Page[] = []

  beforeAll(async () => {
    folder = await temporaryFolder()
    server = await startServerProcess(folder.path, { DEMO: 'on', LOG_LEVEL: 'silent' })
    browser = await launchBrowser()
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map(page => page.context().close()))
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    await folder?.remove()
  })

  return {
    get url() {
      return server.url
    },
    get browser() {
      return browser
    },
    /** Where the store is; it goes away with the server. */
    get folder() {
      return folder.path
    },
    async open(url: string, options: BrowserContextOptions = {}) {
      const opened = await openPage(browser, url, options)
      pages.push(opened.page)
      return opened
    },
  }
}
