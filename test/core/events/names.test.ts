import { describe, expect, it } from 'vitest'
import { isAggregateType, isEventType, isHash, isOrigin, isSystemName, isTime, isUuid } from '../../../core/events/names.ts'

type Case = [name: string, test: (text: string) => boolean, good: string[], bad: string[]]

const uuid = '8aca77a2-c9aa-4ea2-8fea-968635eae518'
const hash = '0123456789abcdef'.repeat(4)

describe.each<Case>([
  [
    'isUuid',
    isUuid,
    [uuid, '00000000-0000-0000-0000-000000000000'],
    ['', uuid.toUpperCase(), `${uuid}\n`, ` ${uuid}`, uuid.replaceAll('-', '')],
  ],
  ['isHash', isHash, [hash], ['', '-', hash.toUpperCase(), hash.slice(1), `${hash}0`, `${hash}\n`, `${hash.slice(1)}g`]],
  [
    'isOrigin',
    isOrigin,
    ['a', 'sealdesk.example/log', '!*,-~', 'x'.repeat(255)],
    ['', 'a+b', 'a b', 'a\n', 'é', '\u007f', 'x'.repeat(256)],
  ],
  ['isAggregateType', isAggregateType, ['ticket', 'a_1', 'a'.repeat(64)], ['', 'Ticket', '_a', '1a', 'a-b', 'a\n', 'a'.repeat(65)]],
  ['isEventType', isEventType, ['comment_added', 'a', 'a'.repeat(64)], ['', 'Comment', '_a', '1a', 'a b', 'a\n', 'a'.repeat(65)]],
  ['isSystemName', isSystemName, ['sla-timer', '0', 'a.b_c-d', 'a'.repeat(64)], ['', '-a', '.a', 'A', 'a b', 'a\n', 'a'.repeat(65)]],
  [
    'isTime',
    isTime,
    [
      '2026-11-23T09:00:00.000Z',
      '0001-01-01T00:00:00.000Z',
      '9999-12-31T23:59:59.999Z',
      '2024-02-29T00:00:00.000Z',
      '2000-02-29T00:00:00.000Z',
    ],
    [
      '',
      '0000-01-01T00:00:00.000Z',
      '2023-02-29T00:00:00.000Z',
      '1900-02-29T00:00:00.000Z',
      '2026-04-31T00:00:00.000Z',
      '2026-00-01T00:00:00.000Z',
      '2026-13-01T00:00:00.000Z',
      '2026-01-00T00:00:00.000Z',
      '2026-01-32T00:00:00.000Z',
      '2026-01-01T24:00:00.000Z',
      '2026-01-01T00:60:00.000Z',
      '2026-12-31T23:59:60.000Z',
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.0000Z',
      '2026-01-01T00:00:00.000+00:00',
      '2026-01-01t00:00:00.000z',
      '2026-01-01 00:00:00.000Z',
      '+02026-01-01T00:00:00.000Z',
      '2026-01-01T00:00:00.000Z\n',
    ],
  ],
])('%s', (_name, test, good, bad) => {
  it.each(good)('accepts %j', text => expect(test(text)).toBe(true))
  it.each(bad)('refuses %j', text => expect(test(text)).toBe(false))
})

describe('isTime', () => {
  it('accepts exactly the days that the calendar has', () => {
    for (const year of [1, 4, 100, 400, 1999, 2000, 2024, 2026, 2100]) {
      for (let month = 1; month <= 12; month++) {
        for (let day = 1; day <= 31; day++) {
          const text = `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T00:00:00.000Z`
          expect([text, isTime(text)]).toEqual([text, new Date(text).toISOString() === text])
        }
      }
    }
  })
})

function pad(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
