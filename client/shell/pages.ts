import { html, type TemplateResult } from 'lit'
import type { AppLocation, PageName } from '../state/router.ts'

type Page = { load(): Promise<unknown>; render(location: AppLocation): TemplateResult }

/** Each page's module, loaded when it is first opened, and its element. */
export const PAGES: Readonly<Record<Exclude<PageName, 'not-found'>, Page>> = {
  tickets: {
    load: () => import('../list/tickets-page.ts'),
    render: location => html`<sd-tickets-page .location=${location}></sd-tickets-page>`,
  },
  board: {
    load: () => import('../board/board-page.ts'),
    render: location => html`<sd-board-page .location=${location}></sd-board-page>`,
  },
  ticket: {
    load: () => import('../ticket/ticket-page.ts'),
    render: location => html`<sd-ticket-page .location=${location}></sd-ticket-page>`,
  },
  events: {
    load: () => import('../pages/events-page.ts'),
    render: location => html`<sd-events-page .location=${location}></sd-events-page>`,
  },
  people: {
    load: () => import('../pages/people-page.ts'),
    render: location => html`<sd-people-page .location=${location}></sd-people-page>`,
  },
  data: {
    load: () => import('../pages/data-page.ts'),
    render: location => html`<sd-data-page .location=${location}></sd-data-page>`,
  },
  anchors: {
    load: () => import('../anchors/anchors-page.ts'),
    render: () => html`<sd-anchors-page></sd-anchors-page>`,
  },
  verify: {
    load: () => import('../proof/verify-page.ts'),
    render: () => html`<sd-verify-page></sd-verify-page>`,
  },
}
