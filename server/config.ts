import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { z } from 'zod'
import { isOrigin } from '../core/events/names.ts'
import { ANCHOR_NETWORKS } from '../core/protocol/anchoring.ts'
import { ConfigError, type Environment } from './config-error.ts'
import { readSecret, Secret } from './secret.ts'

export { ConfigError, type Environment }

/** What an operator decides, read once at the start. */
export type Config = {
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  readonly store: StoreLocation
  /** The log's name; null: the one that the store already has, or a new one. */
  readonly origin: string | null
  readonly openTicketLimit: number
  /** Whether an empty store is filled with the demonstration. */
  readonly demonstration: boolean
  readonly logLevel: LogLevel
  /** Further origins under which browsers reach this server, such as that of a proxy: `https://desk.example.com`. */
  readonly publicUrls: readonly string[]
  readonly trustProxy: TrustProxy
  readonly anchoring: AnchoringConfig
}

/** How the history is signed and anchored. What is secret in it shows itself to nobody who prints it. */
export type AnchoringConfig = {
  /** An epoch at most so often. */
  readonly epochSeconds: number
  /** An anchor so often; 0: only on demand. */
  readonly anchorSeconds: number
  readonly network: (typeof ANCHOR_NETWORKS)[number]
  /** The private key of the anchors as WIF; null: on `dev` one is made and kept. */
  readonly key: Secret | null
  /** Where they differ from the network's usual ones. Without a slash at the end. */
  readonly arcUrl: string | null
  readonly arcApiKey: Secret | null
  readonly whatsOnChainUrl: string | null
  readonly whatsOnChainApiKey: Secret | null
  /** Seconds after which the development network puts a transaction into a block. */
  readonly devBlockSeconds: number
}

/** Where the store is. */
export type StoreLocation = SqliteLocation | MongoLocation
/** `path` is a file; the folders above it are made when it is opened. */
export type SqliteLocation = { readonly adapter: 'sqlite'; readonly path: string }
/** `name` is the address without whatever is secret in it: hosts and database. */
export type MongoLocation = { readonly adapter: 'mongodb'; readonly url: Secret; readonly name: string }

/** How people are told which store it is. */
export function nameOf(store: StoreLocation): string {
  return store.adapter === 'sqlite' ? store.path : store.name
}

/** Whose X-Forwarded-For is believed: nobody's, that of so many proxies, or that of proxies with these addresses. */
export type TrustProxy = false | number | readonly string[]

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

type Variable<T> = {
  /** What stands where the variable isn't set, or is empty; undefined: it has no default. */
  readonly preset?: string
  /** Completes the sentence “give …”. */
  readonly allowed: string
  readonly schema: z.ZodType<T, string>
  /** It may be given as a file (`NAME_FILE`), and a wrong value isn't repeated. */
  readonly secret?: true
}

/** Names that stand for whole ranges of addresses, as the proxy settings of HTTP servers have them. */
const RANGES = ['loopback', 'linklocal', 'uniquelocal']

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))

const list = <T>(schema: z.ZodType<T, string>) =>
  z
    .string()
    .transform(text => text.split(',').map(item => item.trim()))
    .pipe(z.array(schema).min(1))

const secret = (pattern: RegExp) =>
  z
    .string()
    .regex(pattern)
    .transform(value => new Secret(value))

const serviceUrl = z.string().transform((url, context) => serviceAt(url) ?? giveUp(context))
const SERVICE = 'an address with http or https and without a query, such as'
const API_KEY = { allowed: 'the key as the service gave it', schema: secret(/^[!-~]{1,1024}$/), secret: true } as const

/** Every variable, its default and what may stand in it. docs/configuration.md mirrors this table; a test holds them together. */
export const VARIABLES = {
  PORT: { preset: '3000', allowed: 'a whole number from 0 (any free port) to 65535', schema: wholeNumber(0, 65_535) },
  HOST: {
    preset: '127.0.0.1',
    allowed: 'an address or a host name to listen on, such as 127.0.0.1 or 0.0.0.0',
    schema: z.string().refine(host => isIP(host) !== 0 || /^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,252})$/.test(host)),
  },
  STORE_URL: {
    preset: 'sqlite:./data/sealdesk.db',
    allowed:
      'sqlite: and the path of a file, such as sqlite:./data/sealdesk.db, or the address of a MongoDB with the name of a database, such as mongodb://127.0.0.1:27017/sealdesk',
    schema: z.string().transform((url, context) => locationOf(url) ?? giveUp(context)),
  },
  ORIGIN: {
    allowed: 'the name of the log: 1–255 visible ASCII characters without spaces and “+”, such as desk.example.com/log',
    schema: z.string().refine(isOrigin),
  },
  OPEN_TICKET_LIMIT: { preset: '3', allowed: 'a whole number from 1 to 1000', schema: wholeNumber(1, 1000) },
  DEMO: { preset: 'on', allowed: 'on or off', schema: z.enum(['on', 'off']).transform(value => value === 'on') },
  LOG_LEVEL: { preset: 'info', allowed: `one of ${LOG_LEVELS.join(', ')}`, schema: z.enum(LOG_LEVELS) },
  PUBLIC_URL: {
    allowed: 'one or more addresses without a path, separated by commas, such as https://desk.example.com',
    schema: list(z.string().transform((url, context) => originOf(url) ?? giveUp(context))),
  },
  TRUST_PROXY: {
    preset: 'off',
    allowed: `off, the number of proxies in front (1 to 10), or their addresses separated by commas (also ranges such as 10.0.0.0/8, and ${RANGES.join(', ')})`,
    schema: z.union([z.literal('off').transform((): false => false), wholeNumber(1, 10), list(z.string().refine(isProxy))]),
  },
  EPOCH_SECONDS: { preset: '10', allowed: 'a whole number of seconds from 1 to 86400', schema: wholeNumber(1, 86_400) },
  ANCHOR_SECONDS: {
    preset: '600',
    allowed: 'a whole number of seconds from 1 to 31536000, or 0 (only on demand)',
    schema: wholeNumber(0, 31_536_000),
  },
  ANCHOR_NETWORK: { preset: 'dev', allowed: `one of ${ANCHOR_NETWORKS.join(', ')}`, schema: z.enum(ANCHOR_NETWORKS) },
  ANCHOR_KEY: { allowed: 'a private key as WIF', schema: secret(/^[1-9A-HJ-NP-Za-km-z]{51,52}$/), secret: true },
  ARC_URL: { allowed: `${SERVICE} https://arc.example.com`, schema: serviceUrl },
  ARC_API_KEY: API_KEY,
  WHATSONCHAIN_URL: { allowed: `${SERVICE} https://chain.example.com/v1/bsv/test`, schema: serviceUrl },
  WHATSONCHAIN_API_KEY: API_KEY,
  DEV_BLOCK_SECONDS: { preset: '1', allowed: 'a whole number of seconds from 0 to 3600', schema: wholeNumber(0, 3600) },
} as const satisfies Record<string, Variable<unknown>>

type ReadFile = (path: string) => string

export type VariableName = keyof typeof VARIABLES

/**
 * The configuration that the environment asks for. An empty variable counts as one that isn't set. `readFile` reads the file of a secret.
 * @throws ConfigError for the first variable whose value can't be used
 */
export function readConfig(env: Environment, readFile: ReadFile = path => readFileSync(path, 'utf8')): Config {
  return {
    port: required(env, 'PORT', VARIABLES.PORT),
    host: required(env, 'HOST', VARIABLES.HOST),
    store: parse('STORE_URL', VARIABLES.STORE_URL, readSecret(env, 'STORE_URL', readFile) ?? VARIABLES.STORE_URL.preset),
    origin: optional(env, 'ORIGIN', VARIABLES.ORIGIN) ?? null,
    openTicketLimit: required(env, 'OPEN_TICKET_LIMIT', VARIABLES.OPEN_TICKET_LIMIT),
    demonstration: required(env, 'DEMO', VARIABLES.DEMO),
    logLevel: required(env, 'LOG_LEVEL', VARIABLES.LOG_LEVEL),
    publicUrls: optional(env, 'PUBLIC_URL', VARIABLES.PUBLIC_URL) ?? [],
    trustProxy: required(env, 'TRUST_PROXY', VARIABLES.TRUST_PROXY),
    anchoring: readAnchoring(env, readFile),
  }
}

function readAnchoring(env: Environment, readFile: ReadFile): AnchoringConfig {
  const network = required(env, 'ANCHOR_NETWORK', VARIABLES.ANCHOR_NETWORK)
  const key = secretOf(env, 'ANCHOR_KEY', VARIABLES.ANCHOR_KEY, readFile)
  if (key === null && (network === 'test' || network === 'main'))
    throw new ConfigError('ANCHOR_KEY', `it is needed with ANCHOR_NETWORK=${network}; give ${VARIABLES.ANCHOR_KEY.allowed}.`)
  return {
    epochSeconds: required(env, 'EPOCH_SECONDS', VARIABLES.EPOCH_SECONDS),
    anchorSeconds: required(env, 'ANCHOR_SECONDS', VARIABLES.ANCHOR_SECONDS),
    network,
    key,
    arcUrl: optional(env, 'ARC_URL', VARIABLES.ARC_URL) ?? null,
    arcApiKey: secretOf(env, 'ARC_API_KEY', VARIABLES.ARC_API_KEY, readFile),
    whatsOnChainUrl: optional(env, 'WHATSONCHAIN_URL', VARIABLES.WHATSONCHAIN_URL) ?? null,
    whatsOnChainApiKey: secretOf(env, 'WHATSONCHAIN_API_KEY', VARIABLES.WHATSONCHAIN_API_KEY, readFile),
    devBlockSeconds: required(env, 'DEV_BLOCK_SECONDS', VARIABLES.DEV_BLOCK_SECONDS),
  }
}

function required<T>(env: Environment, name: VariableName, variable: Variable<T> & { readonly preset: string }): T {
  return parse(name, variable, env[name] || variable.preset)
}

function optional<T>(env: Environment, name: VariableName, variable: Variable<T>): T | undefined {
  const value = env[name]
  return value ? parse(name, variable, value) : undefined
}

function secretOf(env: Environment, name: VariableName, variable: Variable<Secret>, readFile: ReadFile): Secret | null {
  const value = readSecret(env, name, readFile)
  return value === null ? null : parse(name, variable, value)
}

function parse<T>(name: VariableName, { schema, allowed, secret }: Variable<T>, value: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  // The address of a database may hold a password.
  const hidden = secret === true || value.startsWith('mongodb')
  throw new ConfigError(name, `${hidden ? 'its value' : quoted(value)} is not allowed; give ${allowed}.`)
}

const SQLITE = /^sqlite:((?!\/\/)[^\0]*[^\0/\\:])$/
/** Members of a replica set are parted by commas, which a URL doesn't know. */
const MONGODB = /^mongodb(?:\+srv)?:\/\/(?:[^@/\s]*@)?([^@/?\s]+\/[^/\\. "$*<>:|?]{1,63})(?:\?\S*)?$/

function locationOf(url: string): StoreLocation | null {
  const [, path] = SQLITE.exec(url) ?? []
  if (path !== undefined) return { adapter: 'sqlite', path }
  const [, name] = MONGODB.exec(url) ?? []
  return name === undefined ? null : { adapter: 'mongodb', url: new Secret(url), name }
}

function quoted(value: string): string {
  return `“${value.length > 80 ? `${value.slice(0, 80)}…` : value}”`
}

function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  return isWeb && (text === url.origin || text === `${url.origin}/`) ? url.origin : null
}

function serviceAt(text: string): string | null {
  if (!URL.canParse(text)) return null
  const { protocol, username, password, search, hash } = new URL(text)
  const isPlain = (protocol === 'http:' || protocol === 'https:') && `${username}${password}${search}${hash}` === ''
  return isPlain ? text.replace(/\/+$/, '') : null
}

function giveUp(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom' })
  return z.NEVER
}

function isProxy(text: string): boolean {
  if (RANGES.includes(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
