/** A measured rate, beside what it is measured against in the same run. */
export type Row = { readonly what: string; readonly rate: string; readonly ratio: string }

/** Operations a second of `work`, which answers how many it did; repeated for about `ms` milliseconds after a warm-up. */
export async function perSecond(work: () => number | Promise<number>, ms = 1500): Promise<number> {
  await work()
  let done = 0
  const start = performance.now()
  while (performance.now() - start < ms) done += await work()
  return done / ((performance.now() - start) / 1000)
}

export function rate(value: number, unit: string): string {
  return `${Math.round(value).toLocaleString('en')} ${unit}/s`
}

/** `of` as a multiple of `peer`. */
export function ratio(of: number, peer: number): string {
  return `${(of / peer).toFixed(2)} ×`
}

export function print(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`)
  const width = Math.max(...rows.map(({ what }) => what.length))
  for (const row of rows) console.log(`  ${row.what.padEnd(width)}  ${row.rate.padStart(20)}  ${row.ratio.padStart(8)}`)
}
