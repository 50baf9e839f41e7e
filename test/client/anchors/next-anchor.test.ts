import { describe, expect, it } from 'vitest'
import { explorerLink } from '../../../client/anchors/explorer.ts'
import { nextAnchor } from '../../../client/anchors/next-anchor.ts'
import { STATUS } from '../../support/anchoring-status.ts'
import { anchorRow } from './anchor-rows.ts'

const begun = { ...STATUS, genesisSeal: `${'f'.repeat(64)}:0`, due: true }
const preparedAt = '2026-11-23T09:00:00.000Z'
const newest = anchorRow(1, { preparedAt })
const at = (seconds: number) => Date.parse(preparedAt) + seconds * 1000

describe('the next anchor', () => {
  it('is none where the server doesn’t anchor', () => {
    expect(nextAnchor({ ...begun, network: 'none' }, null, 0)).toEqual({ kind: 'off' })
  })

  it('waits for funds before the line has begun', () => {
    expect(nextAnchor({ ...begun, genesisSeal: null }, null, 0)).toEqual({ kind: 'waits_for_funds' })
  })

  it('waits for a change where everything is anchored', () => {
    expect(nextAnchor({ ...begun, due: false }, newest, at(9999))).toEqual({ kind: 'nothing_due' })
  })

  it('waits for somebody where anchors are made on demand only', () => {
    expect(nextAnchor({ ...begun, anchorSeconds: 0 }, newest, at(9999))).toEqual({ kind: 'on_demand' })
  })

  it('comes so many seconds after the newest, and at once where that is past or there is none', () => {
    expect(nextAnchor(begun, newest, at(599))).toEqual({ kind: 'at', at: at(600) })
    expect(nextAnchor(begun, newest, at(600))).toEqual({ kind: 'now' })
    expect(nextAnchor(begun, null, at(0))).toEqual({ kind: 'now' })
  })
})

describe('the link to a block explorer', () => {
  it('has the transaction’s id in the address that the server names', () => {
    expect(explorerLink('https://explorer.example/tx/{txid}', 'ab')).toBe('https://explorer.example/tx/ab')
  })

  it.each([null, 'javascript:alert({txid})', 'not an address {txid}'])('is none for %s', template => {
    expect(explorerLink(template, 'ab')).toBeNull()
  })
})
