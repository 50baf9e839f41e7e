import { expect, test } from 'vitest'
import { ConfigError } from '../../server/config.ts'
import { readSecret } from '../../server/secret.ts'

const noFile = (): string => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
}

test('a secret is taken from its variable, or else from the file that is named', () => {
  expect(readSecret({ TOKEN: 'open sesame' }, 'TOKEN', noFile)).toBe('open sesame')
  expect(readSecret({ TOKEN_FILE: '/run/secrets/token' }, 'TOKEN', path => `from ${path}\n`)).toBe('from /run/secrets/token')
  expect(readSecret({ TOKEN: '', TOKEN_FILE: '' }, 'TOKEN', noFile)).toBeNull()
})

test('only the line break at the end of the file is dropped', () => {
  expect(readSecret({ TOKEN_FILE: 'f' }, 'TOKEN', () => ' two words \r\n')).toBe(' two words ')
})

test('a secret given twice is refused, without showing it', () => {
  const read = () => readSecret({ TOKEN: 'open sesame', TOKEN_FILE: 'f' }, 'TOKEN', () => 'x')
  expect(read).toThrow(new ConfigError('TOKEN', 'give either TOKEN or TOKEN_FILE, not both.'))
})

test('a file that is missing or empty is refused by the name of its variable', () => {
  const sentence = 'give the path of a file that holds the secret.'
  expect(() => readSecret({ TOKEN_FILE: '/none' }, 'TOKEN', noFile)).toThrow(
    `TOKEN_FILE: the file /none can’t be read (ENOENT); ${sentence}`,
  )
  expect(() => readSecret({ TOKEN_FILE: '/empty' }, 'TOKEN', () => '\n')).toThrow(`TOKEN_FILE: the file /empty is empty; ${sentence}`)
})
