import { UnusableStore } from '../store/errors.ts'

/** @throws UnusableStore for the first place at which two lists aren't the same; `nameOf` says what is compared there, and never shows a value */
export function requireSame<T>(sources: readonly T[], targets: readonly T[], nameOf: (place: number) => string): void {
  for (let place = 0; place < Math.max(sources.length, targets.length); place++)
    if (JSON.stringify(sources[place]) !== JSON.stringify(targets[place])) throw differs(nameOf(place))
}

export function differs(what: string): UnusableStore {
  return new UnusableStore(
    `The copy differs from the source: ${what}. If the source was used since the copy was begun, copy into an empty target. The copy isn’t finished.`,
  )
}
