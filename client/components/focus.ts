import type { LitElement } from 'lit'

/** When everything that follows from a change has been rendered, through all elements. */
export function nextFrame(): Promise<unknown> {
  return new Promise(resolve => requestAnimationFrame(resolve))
}

/**
 * Gives the keyboard a neighbour's place where the element that had it is gone with this update: without it the next Tab would begin at
 * the top of the page. Does nothing where the focus is still somewhere.
 */
export async function keepFocus(host: LitElement, neighbour: () => HTMLElement | null | undefined): Promise<void> {
  await host.updateComplete
  // What the server answered comes through the context, which may take one update more.
  await nextFrame()
  await host.updateComplete
  if (document.activeElement === null || document.activeElement === document.body) neighbour()?.focus()
}
