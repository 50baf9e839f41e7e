import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { UsageError } from '../../cli/command.ts'
import { readPassword } from '../../cli/read-password.ts'
import { piped } from './kept-terminal.ts'

const silent = { write: () => {} }

describe('from a pipe', () => {
  test.each([
    ['its first line', ['a long passphrase\nand more'], 'a long passphrase'],
    ['without its line break', ['a long passphrase\r\n'], 'a long passphrase'],
    ['without a line break', ['a long passphrase'], 'a long passphrase'],
    ['with spaces at its ends', [' spaces \n'], ' spaces '],
    ['in pieces that cut a character', [Buffer.from('pässwort').subarray(0, 2), Buffer.from('pässwort').subarray(2)], 'pässwort'],
  ])('the password is %s', async (_, chunks, password) => {
    expect(await readPassword(piped(...chunks), silent)).toBe(password)
  })

  test('an empty one is none', async () => {
    await expect(readPassword(piped('\n'), silent)).rejects.toThrow(new UsageError('There is no password on the standard input.'))
  })

  test('bytes that are not UTF-8 are refused', async () => {
    await expect(readPassword(piped(Buffer.from([0x61, 0xff, 0x0a])), silent)).rejects.toThrow('is not UTF-8')
  })
})

describe('at a terminal', () => {
  function openTerminal() {
    const modes: boolean[] = []
    let written = ''
    let answer: (() => void) | null = null
    const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (on: boolean) => void modes.push(on) })
    const output = {
      write(text: string) {
        written += text
        if (text.endsWith(': ')) answer?.()
      },
    }
    /** Types one text at each prompt. */
    const type = (...texts: string[]) => {
      answer = () => {
        const next = texts.shift()
        if (next !== undefined) setImmediate(() => input.write(next))
      }
    }
    return { input, output, type, modes, written: () => written }
  }

  test('it is asked for twice and never shown', async () => {
    const { input, output, type, modes, written } = openTerminal()
    type('long enöugh\r', 'long enöugh\r')
    expect(await readPassword(input, output)).toBe('long enöugh')
    expect(written()).toBe('Password: \nThe same again: \n')
    expect(modes).toEqual([true, false, true, false])
  })

  test('backspace takes the last character back', async () => {
    const { input, output, type } = openTerminal()
    type('wrong\u007f\u007f\u007f\u007f\u007fright\n', 'right\n')
    expect(await readPassword(input, output)).toBe('right')
  })

  test('two different ones are refused', async () => {
    const { input, output, type } = openTerminal()
    type('one\n', 'two\n')
    await expect(readPassword(input, output)).rejects.toThrow('The two passwords differ')
  })

  test('Ctrl+C gives up, and the terminal shows again what is typed', async () => {
    const { input, output, type, modes } = openTerminal()
    type('half\u0003')
    await expect(readPassword(input, output)).rejects.toThrow('Nothing was changed.')
    expect(modes.at(-1)).toBe(false)
  })
})
