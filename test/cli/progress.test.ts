import { expect, test } from 'vitest'
import { nearest } from '../../cli/nearest.ts'
import { counted, Progress, rateOf } from '../../cli/progress.ts'

function tellEvery(ms: number, times: number, isTTY: boolean) {
  let now = 0
  const written: string[] = []
  const progress = new Progress({ isTTY, write: text => written.push(text) }, () => now)
  for (let n = 1; n <= times; n++) {
    now += ms
    progress.tell(() => `${100 - n} to go`)
  }
  progress.clear()
  return written
}

test('at a terminal one line is written over, ten times a second at most, and taken away at the end', () => {
  expect(tellEvery(50, 5, true)).toEqual(['\r98 to go', '\r96 to go', `\r${' '.repeat(8)}\r`])
})

test('in a log there is a line every five seconds', () => {
  expect(tellEvery(1000, 11, false)).toEqual(['95 to go\n', '90 to go\n'])
})

test('numbers are told as people write them', () => {
  expect(counted(1, 'ticket')).toBe('1 ticket')
  expect(counted(100_000, 'ticket')).toBe('100,000 tickets')
  expect(counted(2, 'person', 'people')).toBe('2 people')
  expect(rateOf(3000, 1000, 3000)).toBe('1,500 per second')
})

test('a mistyped word finds the name that is near, and nothing where none is', () => {
  expect(nearest('sevre', ['serve', 'rebuild'])).toBe('serve')
  expect(nearest('rebild', ['serve', 'rebuild'])).toBe('rebuild')
  expect(nearest('dance', ['serve', 'rebuild'])).toBeNull()
})
