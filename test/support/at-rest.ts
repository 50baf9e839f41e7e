import type { Page } from 'playwright-core'

/**
 * Waits until everything on the page has come to its place and colour: what is under way ends, and begins nothing else. What never ends, a
 * placeholder that breathes, isn't waited for.
 */
export function atRest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
    // `document.getAnimations()` leaves out what is in shadow roots.
    const roots = (root: Document | ShadowRoot): readonly (Document | ShadowRoot)[] => [
      root,
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : roots(shadowRoot))),
    ]
    const underWay = () =>
      roots(document)
        .flatMap(root => root.getAnimations())
        .filter(({ playState, effect }) => playState === 'running' && effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
    // What was just opened begins to move with one of the next frames.
    for (let still = 0; still < 3; still++) {
      await frame()
      const moving = underWay()
      if (moving.length > 0) still = -1
      // One that is given up, as its element goes away, is over as well.
      await Promise.allSettled(moving.map(({ finished }) => finished))
    }
  })
}
