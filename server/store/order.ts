/** The order of two texts, by their UTF-16 code units as `<` has it, or of two numbers: negative where `a` comes first. */
export function order<T extends string | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}
