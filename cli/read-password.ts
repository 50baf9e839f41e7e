import { type Input, type Output, UsageError } from './command.ts'

const MOST = 4096
const INTERRUPT = '\u0003'
const END_OF_INPUT = '\u0004'
const BACKSPACES = ['\u007f', '\b']

/** The person gave up at the prompt. */
export class Interrupted extends UsageError {
  constructor() {
    super('Nothing was changed.')
  }
}

/**
 * A password: the first line of the input where that is a pipe or file; at a terminal it is asked for twice and not shown.
 * @throws UsageError where there is none, or the two differ
 */
export async function readPassword(input: Input, output: Output): Promise<string> {
  const password = input.isTTY ? await askTwice(input, output) : await firstLine(input)
  if (password === '') throw new UsageError('There is no password on the standard input.')
  return password
}

async function firstLine(input: Input): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let text = ''
  try {
    for await (const chunk of input) {
      text += decoder.decode(Buffer.from(chunk), { stream: true })
      if (text.includes('\n') || text.length > MOST) break
    }
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError('The password on the standard input is not UTF-8.')
    throw error
  }
  return (text.split('\n', 1)[0] ?? '').replace(/\r$/, '')
}

async function askTwice(input: Input, output: Output): Promise<string> {
  const first = await ask('Password: ', input, output)
  const second = await ask('The same again: ', input, output)
  if (first !== second) throw new UsageError('The two passwords differ. Nothing was changed.')
  return first
}

/** Raw mode keeps the terminal from showing what is typed; then its editing keys are ours to follow. */
async function ask(prompt: string, input: Input, output: Output): Promise<string> {
  output.write(prompt)
  input.setRawMode?.(true)
  input.setEncoding('utf8')
  const typed: string[] = []
  try {
    return await new Promise<string>((resolve, reject) => {
      const ended = () => finish(() => resolve(typed.join('')))
      const finish = (settle: () => void) => {
        input.off('data', listen)
        input.off('end', ended)
        input.pause()
        settle()
      }
      const listen = (text: string) => {
        for (const character of text) {
          if (character === '\r' || character === '\n' || character === END_OF_INPUT) return ended()
          if (character === INTERRUPT) return finish(() => reject(new Interrupted()))
          if (BACKSPACES.includes(character)) typed.pop()
          else typed.push(character)
        }
      }
      input.on('data', listen)
      input.on('end', ended)
      input.resume()
    })
  } finally {
    input.setRawMode?.(false)
    output.write('\n')
  }
}
