import type { TemplateResult } from 'lit'
import { html, unsafeStatic } from 'lit/static-html.js'
import activity from 'lucide-static/icons/activity.svg?raw'
import anchor from 'lucide-static/icons/anchor.svg?raw'
import arrowDown from 'lucide-static/icons/arrow-down.svg?raw'
import check from 'lucide-static/icons/check.svg?raw'
import chevronDown from 'lucide-static/icons/chevron-down.svg?raw'
import chevronRight from 'lucide-static/icons/chevron-right.svg?raw'
import chevronUp from 'lucide-static/icons/chevron-up.svg?raw'
import chevronsUp from 'lucide-static/icons/chevrons-up.svg?raw'
import circle from 'lucide-static/icons/circle.svg?raw'
import circleCheck from 'lucide-static/icons/circle-check.svg?raw'
import circleDot from 'lucide-static/icons/circle-dot.svg?raw'
import circleUser from 'lucide-static/icons/circle-user.svg?raw'
import columns from 'lucide-static/icons/columns-3.svg?raw'
import copy from 'lucide-static/icons/copy.svg?raw'
import ellipsis from 'lucide-static/icons/ellipsis.svg?raw'
import eraser from 'lucide-static/icons/eraser.svg?raw'
import externalLink from 'lucide-static/icons/external-link.svg?raw'
import history from 'lucide-static/icons/history.svg?raw'
import inbox from 'lucide-static/icons/inbox.svg?raw'
import info from 'lucide-static/icons/info.svg?raw'
import keyboard from 'lucide-static/icons/keyboard.svg?raw'
import link from 'lucide-static/icons/link.svg?raw'
import lock from 'lucide-static/icons/lock.svg?raw'
import logIn from 'lucide-static/icons/log-in.svg?raw'
import message from 'lucide-static/icons/message-square.svg?raw'
import minus from 'lucide-static/icons/minus.svg?raw'
import monitor from 'lucide-static/icons/monitor.svg?raw'
import moon from 'lucide-static/icons/moon.svg?raw'
import pause from 'lucide-static/icons/pause.svg?raw'
import pencil from 'lucide-static/icons/pencil.svg?raw'
import play from 'lucide-static/icons/play.svg?raw'
import plus from 'lucide-static/icons/plus.svg?raw'
import search from 'lucide-static/icons/search.svg?raw'
import shieldAlert from 'lucide-static/icons/shield-alert.svg?raw'
import shieldCheck from 'lucide-static/icons/shield-check.svg?raw'
import squareKanban from 'lucide-static/icons/square-kanban.svg?raw'
import sun from 'lucide-static/icons/sun.svg?raw'
import table from 'lucide-static/icons/table-2.svg?raw'
import tag from 'lucide-static/icons/tag.svg?raw'
import trash from 'lucide-static/icons/trash-2.svg?raw'
import warning from 'lucide-static/icons/triangle-alert.svg?raw'
import userPlus from 'lucide-static/icons/user-plus.svg?raw'
import users from 'lucide-static/icons/users.svg?raw'
import x from 'lucide-static/icons/x.svg?raw'

/** Every icon of the app, bundled: nothing is loaded for one. Add a line where another is needed. */
const ICONS = {
  activity,
  anchor,
  'arrow-down': arrowDown,
  check,
  'chevron-down': chevronDown,
  'chevron-up': chevronUp,
  'chevrons-up': chevronsUp,
  'chevron-right': chevronRight,
  history,
  link,
  'user-plus': userPlus,
  circle,
  'circle-check': circleCheck,
  'circle-dot': circleDot,
  'circle-user': circleUser,
  columns,
  copy,
  ellipsis,
  eraser,
  'external-link': externalLink,
  inbox,
  info,
  keyboard,
  lock,
  'log-in': logIn,
  message,
  minus,
  monitor,
  moon,
  pause,
  pencil,
  play,
  plus,
  search,
  'shield-alert': shieldAlert,
  'shield-check': shieldCheck,
  'square-kanban': squareKanban,
  sun,
  table,
  tag,
  trash,
  warning,
  users,
  x,
} as const

export type IconName = keyof typeof ICONS

/** The shapes inside the file's `<svg>`: the element around them is ours. */
function shapesOf(file: string): string {
  return file.slice(file.indexOf('>', file.indexOf('<svg')) + 1, file.lastIndexOf('</svg>')).trim()
}

/** An icon's template has nothing that changes, so that one is enough for all: a list draws hundreds of them. */
const templates = new Map<string, TemplateResult>()

function template(name: IconName, slot: string): TemplateResult {
  return html`<svg
    class="icon"
    slot=${unsafeStatic(slot === '' ? '""' : slot)}
    aria-hidden="true"
    width="1.15em"
    height="1.15em"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="2"
    stroke-linecap="round"
    stroke-linejoin="round"
    style="flex: none; vertical-align: -0.2em"
  >
    ${unsafeStatic(shapesOf(ICONS[name]))}
  </svg>`
}

/**
 * An icon as plain SVG, somewhat larger than the text, in its colour. It says nothing to a screen reader: the words beside it do.
 * `slot` puts it into a slot of a control: `icon('plus', 'start')` in a `<wa-button>`.
 */
export function icon(name: IconName, slot = ''): TemplateResult {
  const key = `${name} ${slot}`
  const made = templates.get(key) ?? template(name, slot)
  templates.set(key, made)
  return made
}
