import { html, type TemplateResult } from 'lit'
import type { Alarm } from '../memory/records.ts'
import { words } from './words.ts'

/** Without “now” or “today”: a banner may stand for days. */
const moment = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

/** An alarm in one line of a banner: what it is about, what was seen and when, and what is shown now. */
export function alarmLine(alarm: Alarm): TemplateResult {
  const { kind, aggregate, message, remembered, shown } = alarm
  const since = remembered.at === null ? null : moment.format(new Date(remembered.at))
  if (aggregate === null) return html`${message}${since === null ? '' : ` ${words.lastSeen(since)}`}`
  const { head } = remembered
  const isPast = kind === 'head' && head !== null
  return html`${alarmSubject(alarm)}: ${isPast ? words.past(head.version, since, shown.head?.version ?? 0) : message}`
}

/** What an alarm is about, and the way there. */
export function alarmSubject({ aggregate, number }: Alarm): TemplateResult {
  if (aggregate?.type === 'ticket') return html`<a href="/tickets/${aggregate.id}">${words.ticket(number, aggregate.id)}</a>`
  if (aggregate?.type === 'user') return html`<a href="/people/${aggregate.id}">${words.account}</a>`
  return html`${aggregate?.type ?? words.theLog}`
}
