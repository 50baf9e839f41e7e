import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenFile, type Layout, sliceRecords } from '../../../server/importing/json-slices.ts'

const GROUPS: Layout = { type: 'object', groups: ['issues', 'comments'] }

/** Cut into chunks of a size, as a file may come. */
async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size)
}

async function slice(text: string, layout: Layout, chunk = 7) {
  const bytes = new TextEncoder().encode(text)
  const found = []
  for await (const { bytes: own, ...place } of sliceRecords(chunksOf(bytes, chunk), layout)) {
    const record = new TextDecoder().decode(own)
    expect(new TextDecoder().decode(bytes.subarray(place.offset, place.offset + place.length))).toBe(record)
    found.push({ record: record.trim(), line: place.line, group: place.group })
  }
  return found
}

describe('records are found with their lines', () => {
  test('one a line; empty lines are none', async () => {
    expect(await slice('{"a":1}\n\n  \r\n{"b":\n{"c":3}', { type: 'lines' })).toEqual([
      { record: '{"a":1}', line: 1, group: null },
      { record: '{"b":', line: 4, group: null },
      { record: '{"c":3}', line: 5, group: null },
    ])
  })

  test('elements of an array, and of several arrays in a row as paged answers leave them', async () => {
    expect(await slice('[ {"a":"],[\\""},\n[1],\n2 ]\n[{"b":{}}]', { type: 'array' })).toEqual([
      { record: '{"a":"],[\\""}', line: 1, group: null },
      { record: '[1]', line: 2, group: null },
      { record: '2', line: 3, group: null },
      { record: '{"b":{}}', line: 4, group: null },
    ])
  })

  test('elements of the named lists of an object, and nothing else of it', async () => {
    const text = '{"v":[1],"x":{"issues":[2]},\n"issues":[{"n":1},{"n":[{}]}],\n"comments":[3]}'
    expect(await slice(text, GROUPS)).toEqual([
      { record: '{"n":1}', line: 2, group: 'issues' },
      { record: '{"n":[{}]}', line: 2, group: 'issues' },
      { record: '3', line: 3, group: 'comments' },
    ])
  })
})

test('every JSON value is found again, wherever the chunks are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue(), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (values, chunk, pretty) => {
        const space = pretty ? 2 : undefined
        const inArray = await slice(JSON.stringify(values, null, space), { type: 'array' }, chunk)
        const inObject = await slice(JSON.stringify({ comments: values }, null, space), GROUPS, chunk)
        const onLines = await slice(values.map(value => JSON.stringify(value)).join('\n'), { type: 'lines' }, chunk)
        for (const found of [inArray, inObject, onLines])
          expect(found.map(({ record }) => JSON.parse(record))).toEqual(JSON.parse(JSON.stringify(values)))
      },
    ),
  )
})

describe('what can’t be understood is told with its line, after all that could be', () => {
  test.each([
    ['a list that ends too early', '[{"a":1},\n', { type: 'array' }, 1, /^the file ends before its list does/],
    ['a record that is cut off', '[{"a":1},\n{"b"', { type: 'array' }, 1, /^the file ends in the middle of this record/],
    ['a bracket too much', '[{"a":1},\n{"b":2}},\n{"c":3}]', { type: 'array' }, 1, /^a bracket closes here that was never opened/],
    ['something after the list', '[{"a":1}]\n{"b":2}', { type: 'array' }, 1, /^this is outside of every list/],
    ['something after the object', '{"issues":[{"a":1}]}\n]', GROUPS, 1, /^this is outside of every list/],
  ] as const)('%s', async (_, text, layout, good, message) => {
    const found: unknown[] = []
    const reading = async () => {
      for await (const record of sliceRecords(chunksOf(new TextEncoder().encode(text), 4), layout)) found.push(record)
    }
    const error = await reading().catch(thrown => thrown)
    expect(error).toBeInstanceOf(BrokenFile)
    expect(error.message).toMatch(message)
    expect(found).toHaveLength(good)
    expect(error.line).toBe(2)
  })

  test('a record that never ends is given up before it fills the memory', async () => {
    async function* endless() {
      yield new TextEncoder().encode('[{"a":"')
      for (;;) yield new Uint8Array(1024 * 1024).fill(0x61)
    }
    const first = sliceRecords(endless(), { type: 'array' }).next()
    await expect(first).rejects.toThrow('a record of more than 16 MiB begins here')
  })
})
