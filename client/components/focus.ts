import type { LitElement } from 'lit'

/**
 * Gives the keyboard a neighbour's place where the element that had it is gone with this update: without it the next Tab would begin at
 * the top of the page. Does nothing where the focus is still somewhere.
 */
export async function keepFocus(host: LitElement, neighbour: () => HTMLElement | null | undefined): Promise<void> {
  await host.updateComplete
  // What the server answered comes through the context, which may take one update more.
  await new Promise(resolve => requestAnimationFrame(resolve))
  await host.updateComplete
  if (document.activeElement === null || document.activeElement === document.body) neighbour()?.focus()
}
