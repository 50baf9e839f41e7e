import { describe, expect, it } from 'vitest'
import { canAnchor } from '../../../client/anchors/can-anchor.ts'
import type { Me } from '../../../core/protocol/messages.ts'
import { STATUS } from '../../support/anchoring-status.ts'

const begun = { ...STATUS, genesisSeal: `${'f'.repeat(64)}:0` }
const me = (role: Me['role']): Me => ({ id: '00000000-0000-4000-8000-00000000000a', name: 'ada', displayName: 'Ada', role })

describe('making an anchor now', () => {
  it('is for administrators; others learn why they can’t', () => {
    expect(canAnchor(me('admin'), begun)).toEqual({ kind: 'possible' })
    expect(canAnchor(me('member'), begun)).toMatchObject({ kind: 'refused', why: expect.stringContaining('administrator') })
    expect(canAnchor(null, begun)).toMatchObject({ kind: 'guest' })
  })

  it('is impossible where the server doesn’t anchor, and before the line has begun', () => {
    expect(canAnchor(null, { ...begun, network: 'none' })).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('doesn’t anchor'),
    })
    expect(canAnchor(me('admin'), STATUS)).toMatchObject({ kind: 'refused', why: expect.stringContaining('funded') })
  })
})
