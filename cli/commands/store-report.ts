import { DEV_IS_NO_EVIDENCE } from '../../core/proof/bundle/explain.ts'
import type { Finding } from '../../server/verification/finding.ts'
import type { StoreReport } from '../../server/verification/verify-store.ts'
import { counted } from '../progress.ts'

/** Values that differ may be whole records. */
const MAX_SHOWN = 200

/** What was checked in a store, what is wrong, and what can't be told. */
export function storeReport(file: string, report: StoreReport): string {
  const { failures, findings, network, notChecked } = report
  const sections = [
    [
      failures === 0
        ? `${file} holds: everything that was checked is as it must be.`
        : `${file} does not hold: ${counted(failures, 'check')} failed.`,
    ],
    [`Log ${report.origin}`, ...checkedLines(report).map(line => `  ${line}`)],
  ]
  if (findings.length > 0) {
    const lines = findings.flatMap(findingLines)
    if (failures > findings.length) lines.push(`… and ${counted(failures - findings.length, 'other')}.`)
    sections.push(['Failed:', ...lines.map(line => `  ${line}`)])
  }
  if (notChecked.length > 0) sections.push(['Not checked:', ...notChecked.map(sentence => `  ${sentence}`)])
  if (network === 'dev') sections.push([DEV_IS_NO_EVIDENCE])
  return `${sections.map(lines => lines.join('\n')).join('\n\n')}\n`
}

function checkedLines({ chains, eventsPerSecond, epochs, mapNodes, anchors, mined, blockHeaders, onNetwork }: StoreReport): string[] {
  const rate = eventsPerSecond > 0 ? `, ${eventsPerSecond.toLocaleString('en')} events per second` : ''
  const network = onNetwork === null ? '' : `, ${mined === onNetwork ? 'all of them' : onNetwork} in blocks that the network has`
  return [
    `${counted(chains.events, 'event')} in ${counted(chains.chains, 'chain')}${rate}`,
    `${counted(chains.mapped, 'head')} that epochs hold, against these chains`,
    `${counted(epochs.epochs, 'epoch')}: map and log made again, records and signatures checked`,
    `${counted(mapNodes, 'node')} of the newest map`,
    `${counted(blockHeaders, 'block header')}`,
    `${counted(anchors, 'anchor')} in one line, ${mined.toLocaleString('en')} in a block${mined === 0 ? '' : network}`,
  ]
}

function findingLines({ check, subject, version, message, expected, actual }: Finding): string[] {
  const lines = [`${subject}${version === null ? '' : ` version ${version}`} [${check}] ${message}`]
  if (expected !== null) lines.push(`    expected  ${shown(expected)}`)
  if (actual !== null) lines.push(`    found     ${shown(actual)}`)
  return lines
}

/** What lies in a damaged store may be anything: on one line, without what a terminal would obey, and not at any length. */
function shown(value: string): string {
  const visible = JSON.stringify(value.slice(0, MAX_SHOWN))
    .slice(1, -1)
    .replace(/\p{Cc}/gu, '\ufffd')
  return value.length > MAX_SHOWN ? `${visible}… (${value.length} characters)` : visible
}
