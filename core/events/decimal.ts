const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/

/** The number that a text is the one decimal of: no sign, no leading zero, at most 2^53 − 1 (specification, section 9.2). Else null. */
export function parseDecimal(text: string): number | null {
  if (!DECIMAL.test(text)) return null
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : null
}

/** A number that `parseDecimal` gives back. */
export function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0 && !Object.is(number, -0)
}
