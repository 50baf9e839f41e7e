import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ConfigError, type Environment, readConfig, VARIABLES } from '../../server/config.ts'

describe('without any variable', () => {
  test('the server listens on this machine alone, on an embedded store with the demonstration', () => {
    expect(readConfig({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      store: { adapter: 'sqlite', path: './data/sealdesk.db' },
      origin: null,
      openTicketLimit: 3,
      demonstration: true,
      logLevel: 'info',
      publicUrls: [],
      trustProxy: false,
      anchoring: {
        epochSeconds: 10,
        anchorSeconds: 600,
        network: 'dev',
        key: null,
        arcUrl: null,
        arcApiKey: null,
        whatsOnChainUrl: null,
        whatsOnChainApiKey: null,
        devBlockSeconds: 1,
      },
    })
  })

  test('an empty variable counts as one that is not set', () => {
    const empty = Object.fromEntries(Object.keys(VARIABLES).map(name => [name, '']))
    expect(readConfig(empty)).toEqual(readConfig({}))
  })
})

describe('a good value is taken', () => {
  test.each<[Environment, object]>([
    [{ PORT: '0' }, { port: 0 }],
    [{ PORT: '65535' }, { port: 65535 }],
    [{ HOST: '0.0.0.0' }, { host: '0.0.0.0' }],
    [{ HOST: '::1' }, { host: '::1' }],
    [{ HOST: 'localhost' }, { host: 'localhost' }],
    [{ STORE_URL: 'sqlite:/var/lib/sealdesk/desk.db' }, { store: { adapter: 'sqlite', path: '/var/lib/sealdesk/desk.db' } }],
    [{ STORE_URL: 'sqlite:desk.db' }, { store: { adapter: 'sqlite', path: 'desk.db' } }],
    [{ ORIGIN: 'desk.example.com/log' }, { origin: 'desk.example.com/log' }],
    [{ OPEN_TICKET_LIMIT: '1' }, { openTicketLimit: 1 }],
    [{ DEMO: 'off' }, { demonstration: false }],
    [{ LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
    [{ PUBLIC_URL: 'https://desk.example.com/' }, { publicUrls: ['https://desk.example.com'] }],
    [{ PUBLIC_URL: 'https://a.example, http://b.example:8080' }, { publicUrls: ['https://a.example', 'http://b.example:8080'] }],
    [{ TRUST_PROXY: 'off' }, { trustProxy: false }],
    [{ TRUST_PROXY: '1' }, { trustProxy: 1 }],
    [{ TRUST_PROXY: 'loopback, 10.0.0.0/8,fd00::/8,192.0.2.7' }, { trustProxy: ['loopback', '10.0.0.0/8', 'fd00::/8', '192.0.2.7'] }],
    [{ EPOCH_SECONDS: '1', ANCHOR_SECONDS: '0' }, { anchoring: { epochSeconds: 1, anchorSeconds: 0 } }],
    [{ ANCHOR_NETWORK: 'none' }, { anchoring: { network: 'none' } }],
    [{ ARC_URL: 'https://arc.example.com/' }, { anchoring: { arcUrl: 'https://arc.example.com' } }],
    [{ WHATSONCHAIN_URL: 'http://127.0.0.1:8080/v1/bsv/test' }, { anchoring: { whatsOnChainUrl: 'http://127.0.0.1:8080/v1/bsv/test' } }],
    [{ DEV_BLOCK_SECONDS: '0' }, { anchoring: { devBlockSeconds: 0 } }],
  ])('%j', (env, expected) => {
    expect(readConfig(env)).toMatchObject(expected)
  })
})

describe('the address of a MongoDB', () => {
  const url = 'mongodb://mira:pass-word@one.example:27017,two.example:27017/desk?replicaSet=rs0'

  test('is named without what is secret in it', () => {
    const { store } = readConfig({ STORE_URL: url })
    expect(store).toMatchObject({ adapter: 'mongodb', name: 'one.example:27017,two.example:27017/desk' })
    expect(`${JSON.stringify(store)} ${inspect(store)}`).not.toContain('pass-word')
    expect(store.adapter === 'mongodb' && store.url.reveal()).toBe(url)
  })

  test('can stand in a file', () => {
    const { store } = readConfig({ STORE_URL_FILE: '/run/secrets/store' }, path => (path === '/run/secrets/store' ? `${url}\n` : ''))
    expect(store).toMatchObject({ adapter: 'mongodb', name: 'one.example:27017,two.example:27017/desk' })
  })
})

describe('a wrong value stops the start with the variable’s name and what is allowed', () => {
  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x50'],
    ['PORT', ' '],
    ['HOST', 'http://localhost'],
    ['HOST', 'two words'],
    ['STORE_URL', 'sqlite:'],
    ['STORE_URL', 'sqlite:./data/'],
    ['STORE_URL', 'sqlite::memory:'],
    ['STORE_URL', 'sqlite://host/desk.db'],
    ['STORE_URL', './data/desk.db'],
    ['STORE_URL', 'postgres://localhost/desk'],
    ['ORIGIN', 'a b'],
    ['ORIGIN', 'a+b'],
    ['ORIGIN', 'é'],
    ['ORIGIN', 'x'.repeat(256)],
    ['OPEN_TICKET_LIMIT', '0'],
    ['OPEN_TICKET_LIMIT', '1001'],
    ['OPEN_TICKET_LIMIT', 'three'],
    ['DEMO', 'true'],
    ['DEMO', 'ON'],
    ['LOG_LEVEL', 'verbose'],
    ['PUBLIC_URL', 'desk.example.com'],
    ['PUBLIC_URL', 'https://desk.example.com/path'],
    ['PUBLIC_URL', 'ftp://desk.example.com'],
    ['PUBLIC_URL', 'https://desk.example.com,'],
    ['TRUST_PROXY', 'on'],
    ['TRUST_PROXY', '0'],
    ['TRUST_PROXY', '11'],
    ['TRUST_PROXY', '10.0.0.0/33'],
    ['TRUST_PROXY', '10.0.0.0/8/8'],
    ['TRUST_PROXY', '10.0.0.0/8,somewhere'],
    ['EPOCH_SECONDS', '0'],
    ['ANCHOR_SECONDS', 'never'],
    ['ANCHOR_SECONDS', '31536001'],
    ['ANCHOR_NETWORK', 'bsv'],
    ['ARC_URL', 'arc.example.com'],
    ['ARC_URL', 'https://key@arc.example.com'],
    ['WHATSONCHAIN_URL', 'https://chain.example.com/?key=1'],
    ['DEV_BLOCK_SECONDS', '3601'],
  ] as const)('%s=%s', (name, value) => {
    const error = thrownBy(() => readConfig({ [name]: value }))
    expect(error.variable).toBe(name)
    expect(error.message).toBe(
      `${name}: “${value.length > 80 ? `${value.slice(0, 80)}…` : value}” is not allowed; give ${VARIABLES[name].allowed}.`,
    )
  })

  test.each([
    'mongodb://mira:pass-word@db.example',
    'mongodb://mira:pass-word@db.example/',
    'mongodb://mira:pass-word@db.example/a b',
    'mongodb://mira:pass-word@db.example/a/b',
    'mongodb+ssh://mira:pass-word@db.example/desk',
  ])('%s, without the password in the message', url => {
    const error = thrownBy(() => readConfig({ STORE_URL: url }))
    expect(error.message).toBe(`STORE_URL: its value is not allowed; give ${VARIABLES.STORE_URL.allowed}.`)
  })
})

describe('what is secret', () => {
  const wif = 'cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA'
  const env = { ANCHOR_KEY: wif, ARC_API_KEY: 'arc-key-1', WHATSONCHAIN_API_KEY_FILE: '/run/secrets/woc' }
  const files = (path: string) => `content of ${path}`.replaceAll(/[ /]/g, '-').concat('\n')

  test('is given by the variable or by a file', () => {
    const { anchoring } = readConfig(env, files)
    expect(anchoring.key?.reveal()).toBe(wif)
    expect(anchoring.arcApiKey?.reveal()).toBe('arc-key-1')
    expect(anchoring.whatsOnChainApiKey?.reveal()).toBe('content-of--run-secrets-woc')
  })

  test('does not show where the configuration is printed', () => {
    const config = readConfig(env, files)
    for (const text of [inspect(config, { depth: 9, showHidden: true }), JSON.stringify(config), `${config.anchoring.key}`]) {
      for (const value of [wif, 'arc-key-1', 'content-of']) expect(text).not.toContain(value)
    }
  })

  test.each([[{ ANCHOR_KEY: 'L0l-wrong-key' }], [{ ARC_API_KEY: 'wrong key' }], [{ WHATSONCHAIN_API_KEY: 'wrong\u00e4key' }]])(
    'is not repeated where it is wrong',
    env => {
      const [[name, value] = ['', '']] = Object.entries(env)
      const error = thrownBy(() => readConfig(env))
      expect(error.variable).toBe(name)
      expect(error.message).not.toContain(value)
    },
  )

  test.each(['test', 'main'])('the key of the anchors is needed on the network %s', network => {
    expect(thrownBy(() => readConfig({ ANCHOR_NETWORK: network })).variable).toBe('ANCHOR_KEY')
    expect(readConfig({ ANCHOR_NETWORK: network, ANCHOR_KEY: wif }).anchoring.network).toBe(network)
  })
})

test('the documentation has a row for each variable, with its default', () => {
  const rows = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split('|').map(cell => cell.trim()))
  const documented = rows.map(([, name, preset]) => [name, preset])
  expect(documented).toEqual(
    Object.entries(VARIABLES).map(([name, variable]) => [`\`${name}\``, 'preset' in variable ? `\`${variable.preset}\`` : '—']),
  )
})

function thrownBy(act: () => unknown): ConfigError {
  try {
    act()
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('it was expected to throw a ConfigError')
}
