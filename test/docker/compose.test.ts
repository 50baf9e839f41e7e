import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { builders } from '../../cli/builders.ts'
import { allCommands } from '../../cli/commands/all.ts'
import { readConfig } from '../../server/config.ts'
import { ROOT } from '../support/server-process.ts'

/** What is used of Compose's format, strictly: a word that is written wrongly is no service's. */
const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: z.tuple([z.literal('CMD')]).rest(z.string()),
    interval: z.string(),
    timeout: z.string(),
    retries: z.number(),
    start_period: z.string(),
  }),
])
const service = z.strictObject({
  build: z.string().optional(),
  image: z.string(),
  command: z.array(z.string()).optional(),
  restart: z.enum(['unless-stopped']),
  read_only: z.boolean().optional(),
  cap_drop: z.array(z.string()).optional(),
  security_opt: z.array(z.string()).optional(),
  tmpfs: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_started']) })).optional(),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).optional(),
  ports: z.array(z.string()).optional(),
  healthcheck: healthcheck.optional(),
})
const composeSchema = z.strictObject({
  name: z.string(),
  'x-sealdesk': z.unknown(),
  'x-server': z.unknown(),
  services: z.record(z.string(), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.strictObject({})),
})

const compose = composeSchema.parse(parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }))
const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'sealdesk')
const servers = ours.filter(([, { command }]) => command === undefined)

it('two servers have a configuration that is read, on the database and the network that are there', () => {
  expect(servers).toHaveLength(2)
  for (const [, { environment = {}, depends_on = {} }] of servers) {
    const { store, anchoring, publicUrls, trustProxy } = readConfig(environment)
    expect(store).toMatchObject({ adapter: 'mongodb', name: 'mongodb:27017/sealdesk' })
    expect(compose.services.mongodb?.command).toContain(/replicaSet=(\w+)/.exec(environment.STORE_URL ?? '')?.[1])
    expect(anchoring).toMatchObject({ network: 'dev', arcUrl: 'http://network:4000', whatsOnChainUrl: 'http://network:4000/v1/bsv/dev' })
    expect(compose.services.network?.command).toEqual(expect.arrayContaining(['dev-network', '--port', '4000']))
    expect([publicUrls, trustProxy]).toEqual([['http://localhost:8080'], 1])
    expect(depends_on).toMatchObject({ mongodb: { condition: 'service_healthy' } })
  }
})

it('commands are those of the program', () => {
  const names = allCommands(builders).map(({ name }) => name)
  for (const [, { command }] of ours) if (command !== undefined) expect(names).toContain(command[2])
})

it('what is ours runs with nothing but what it needs, and only the proxy is reached from outside, from this machine', () => {
  for (const [name, { read_only, cap_drop, security_opt, networks, ports }] of ours) {
    expect({ read_only, cap_drop, security_opt, networks, ports }, name).toEqual({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      networks: ['inside'],
      ports: undefined,
    })
  }
  expect(compose.networks.inside).toEqual({ internal: true })
  expect(Object.entries(compose.services).flatMap(([name, { ports = [] }]) => ports.map(port => [name, port]))).toEqual([
    ['proxy', '127.0.0.1:8080:8080'],
  ])
})

it('every service, volume and network that is named is there, and the proxy knows both servers', () => {
  for (const { depends_on = {}, networks, volumes = [] } of Object.values(compose.services)) {
    for (const name of Object.keys(depends_on)) expect(compose.services).toHaveProperty([name])
    for (const name of networks) expect(compose.networks).toHaveProperty([name])
    for (const volume of volumes) if (!volume.startsWith('.')) expect(compose.volumes).toHaveProperty([volume.split(':')[0] ?? ''])
  }
  const proxy = readFileSync(join(ROOT, 'deploy/Caddyfile'), 'utf8')
  for (const [name] of servers) expect(proxy).toContain(`${name}:3000`)
})

it('the proxy passes on nothing that is for operators alone', () => {
  const proxy = readFileSync(join(ROOT, 'deploy/Caddyfile'), 'utf8')
  expect(proxy).toMatch(/^\trespond \/readyz 404$/m)
})

it('the proxy goes on to servers that live while the database is away, and tries another one where one has just died', () => {
  const proxy = readFileSync(join(ROOT, 'deploy/Caddyfile'), 'utf8')
  const option = (name: string) => new RegExp(`^\\t\\t${name} (.+)$`, 'm').exec(proxy)?.[1]
  expect(['health_uri', 'lb_policy', 'lb_try_duration', 'lb_try_interval'].map(option)).toEqual(['/healthz', 'least_conn', '5s', '250ms'])
})
