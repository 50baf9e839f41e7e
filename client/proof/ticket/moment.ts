import { html, type TemplateResult } from 'lit'
import { exactTime } from '../../components/time.ts'

const clock = new Intl.DateTimeFormat('en', { timeStyle: 'short' })
const thisYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' })
const any = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' })

/** A moment as short as it can be said: “8:12 AM”, “24 Nov, 8:12 AM”, “24 Nov 2025”. `now` in milliseconds since 1970. */
export function shortTime(iso: string, now: number): string {
  const then = new Date(iso)
  const today = new Date(now)
  if (then.toDateString() === today.toDateString()) return clock.format(then)
  return (then.getFullYear() === today.getFullYear() ? thisYear : any).format(then)
}

/** The moment in short for the eye, exactly when read aloud. */
export function momentMark(iso: string, now: number): TemplateResult {
  return html`<time class="number" datetime=${iso}><span aria-hidden="true">${shortTime(iso, now)}</span><span class="visually-hidden">${exactTime(iso)}</span></time>`
}
