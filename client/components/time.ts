import { html, type TemplateResult } from 'lit'

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' })
const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** “3 hr. ago”; after a month the date itself. `now` in milliseconds since 1970. */
export function relativeTime(iso: string, now: number): string {
  const passed = now - Date.parse(iso)
  if (passed > 30 * 86_400_000) return day.format(new Date(iso))
  for (const [unit, length] of UNITS) if (passed >= length) return relative.format(-Math.floor(passed / length), unit)
  return 'now'
}

export function exactTime(iso: string): string {
  return exact.format(new Date(iso))
}

/** A moment as people say it, exact when pointed at. The host renders it again from time to time. */
export function timeMark(iso: string, now: number): TemplateResult {
  return html`<time class="number" datetime=${iso} title=${exactTime(iso)}>${relativeTime(iso, now)}</time>`
}
