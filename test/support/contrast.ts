import type { Locator } from 'playwright-core'

/** Contrast of an element's text to what is behind it, as WCAG 2 computes it: from 1 to 21. Backgrounds that shine through are mixed. */
export function contrast(locator: Locator): Promise<number> {
  return locator.evaluate(element => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
    if (canvas === null) throw new Error('no canvas')
    /** Paints one colour over the other, in whatever notation they are. */
    const painted = (colours: readonly string[]): readonly number[] => {
      canvas.clearRect(0, 0, 1, 1)
      for (const colour of colours) {
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
      }
      return [...canvas.getImageData(0, 0, 1, 1).data]
    }
    const luminance = (colours: readonly string[]): number => {
      const [red = 0, green = 0, blue = 0] = painted(colours).map(value => {
        const share = value / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    /** The element and all around it, through slots and shadow roots, the outermost first. */
    const around = (inner: Element): readonly Element[] => {
      const root = inner.getRootNode()
      const outer = inner.assignedSlot ?? inner.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
      return outer === null ? [inner] : [...around(outer), inner]
    }
    const backgrounds = ['white', ...around(element).map(each => getComputedStyle(each).backgroundColor)]
    const [darker = 0, lighter = 0] = [luminance(backgrounds), luminance([...backgrounds, getComputedStyle(element).color])].sort(
      (a, b) => a - b,
    )
    return (lighter + 0.05) / (darker + 0.05)
  })
}
