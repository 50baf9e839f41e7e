import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { DEMONSTRATION_PASSWORD } from '../../server/demonstration/people.ts'
import { atRest } from '../support/at-rest.ts'
import { signIn } from '../support/browser.ts'
import { contrast } from '../support/contrast.ts'
import { demonstrationInBrowser } from '../support/demonstration-in-browser.ts'

/** WCAG asks for 4.5. One that just meets it is below it as soon as anything shines through. */
const ENOUGH = 5

const desk = demonstrationInBrowser()

/** One button of each look on the page, of the page's own and of the dialogs'. */
async function buttons(page: Page): Promise<readonly (readonly [string, Locator])[]> {
  await page.evaluate(() => {
    const place = document.querySelector('sd-app')?.shadowRoot?.querySelector('main')
    if (!place) throw new Error('there is no page')
    const row = document.createElement('div')
    row.id = 'looks'
    row.innerHTML = [
      ...['', 'brand', 'danger', 'bare'].map(look => `<sd-action look="${look}" label="Look"></sd-action>`),
      ...['brand', 'danger'].map(variant => `<wa-button variant="${variant}">Look</wa-button>`),
      '<wa-button appearance="plain">Look</wa-button>',
    ].join('\n')
    place.prepend(row)
  })
  const own = ['', 'brand', 'danger', 'bare'].map(look => [`own ${look}`, page.locator(`#looks sd-action[look="${look}"] button`)] as const)
  const others = ['[variant=brand]', '[variant=danger]', '[appearance=plain]'].map(
    look => [`wa-button${look}`, page.locator(`#looks wa-button${look} .button`)] as const,
  )
  return [...own, ...others]
}

describe.each(['light', 'dark'] as const)('the words on a button in %s', colorScheme => {
  it('are easy to read at rest, pointed at, pressed and with the keyboard on it, whatever the button looks like', async () => {
    const { page } = await desk.open(desk.url, { colorScheme })
    // The dialog and the page of a ticket bring all kinds of buttons.
    await signIn(page, 'ada', DEMONSTRATION_PASSWORD)
    await page.goto(`${desk.url}/tickets/12`)
    await page.getByText(/Checked to version/).waitFor()
    await page.keyboard.press('c')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    const measured = new Map<string, number>()
    for (const [look, button] of await buttons(page)) {
      const measure = async (state: string) => {
        await atRest(page)
        measured.set(`${look} ${state}`, await contrast(button))
      }
      await page.mouse.move(0, 0)
      await measure('at rest')
      await button.hover()
      await measure('pointed at')
      await page.mouse.down()
      await measure('pressed')
      await page.mouse.move(0, 0)
      await page.mouse.up()
      await button.focus()
      await measure('with the keyboard')
    }
    expect(measured.size).toBe(28)
    expect([...measured].filter(([, ratio]) => ratio < ENOUGH)).toEqual([])
  })
})
