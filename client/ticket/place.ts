const GAP = 6
const EDGE = 8

/** Puts a popover below what it belongs to, or above where there is no room, and inside of the window. */
export function placeBeside(popover: HTMLElement, anchor: Element): void {
  const from = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = popover
  const below = from.bottom + GAP
  const top = below + height > innerHeight - EDGE && from.top - GAP - height > EDGE ? from.top - GAP - height : below
  popover.style.left = `${Math.max(EDGE, Math.min(from.left, innerWidth - width - EDGE))}px`
  popover.style.top = `${top}px`
}
