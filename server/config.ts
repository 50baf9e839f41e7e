import { isIP } from 'node:net'
import { z } from 'zod'
import { isOrigin } from '../core/events/names.ts'

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
}

/** Where the store is. `path` is a file; the folders above it are made when it is opened. */
export type StoreLocation = { readonly adapter: 'sqlite'; readonly path: string }

/** Whose X-Forwarded-For is believed: nobody's, that of so many proxies, or that of proxies with these addresses. */
export type TrustProxy = false | number | readonly string[]

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A variable whose value can't be used. The message is one sentence with its name and what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly variable: string

  constructor(variable: string, sentence: string) {
    super(`${variable}: ${sentence}`)
    this.variable = variable
  }
}

export type Environment = Readonly<Record<string, string | undefined>>

type Variable<T> = {
  /** What stands where the variable isn't set, or is empty; undefined: it has no default. */
  readonly preset?: string
  /** Completes the sentence “give …”. */
  readonly allowed: string
  readonly schema: z.ZodType<T, string>
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
    allowed: 'sqlite: and the path of a file, such as sqlite:./data/sealdesk.db',
    schema: z
      .string()
      .regex(/^sqlite:(?!\/\/)[^\0]*[^\0/\\:]$/)
      .transform((url): StoreLocation => ({ adapter: 'sqlite', path: url.slice('sqlite:'.length) })),
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
} as const satisfies Record<string, Variable<unknown>>

export type VariableName = keyof typeof VARIABLES

/**
 * The configuration that the environment asks for. An empty variable counts as one that isn't set.
 * @throws ConfigError for the first variable whose value can't be used
 */
export function readConfig(env: Environment): Config {
  if (env.STORE_URL?.startsWith('mongodb')) {
    throw new ConfigError('STORE_URL', 'only sqlite:… is supported by this version; give sqlite: and the path of a file.')
  }
  return {
    port: required(env, 'PORT', VARIABLES.PORT),
    host: required(env, 'HOST', VARIABLES.HOST),
    store: required(env, 'STORE_URL', VARIABLES.STORE_URL),
    origin: optional(env, 'ORIGIN', VARIABLES.ORIGIN) ?? null,
    openTicketLimit: required(env, 'OPEN_TICKET_LIMIT', VARIABLES.OPEN_TICKET_LIMIT),
    demonstration: required(env, 'DEMO', VARIABLES.DEMO),
    logLevel: required(env, 'LOG_LEVEL', VARIABLES.LOG_LEVEL),
    publicUrls: optional(env, 'PUBLIC_URL', VARIABLES.PUBLIC_URL) ?? [],
    trustProxy: required(env, 'TRUST_PROXY', VARIABLES.TRUST_PROXY),
  }
}

function required<T>(env: Environment, name: VariableName, variable: Variable<T> & { readonly preset: string }): T {
  return parse(name, variable, env[name] || variable.preset)
}

function optional<T>(env: Environment, name: VariableName, variable: Variable<T>): T | undefined {
  const value = env[name]
  return value ? parse(name, variable, value) : undefined
}

function parse<T>(name: VariableName, { schema, allowed }: Variable<T>, value: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ConfigError(name, `${quoted(value)} is not allowed; give ${allowed}.`)
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
