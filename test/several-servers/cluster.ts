import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type DevNetwork, startDevNetwork } from '../../server/anchoring/networks/dev/dev-network.ts'
import { timerSchedule } from '../../server/anchoring/schedule.ts'
import { readConfig } from '../../server/config.ts'
import { openParts } from '../../server/parts.ts'
import { type Balancer, startBalancer } from '../support/balancer.ts'
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts'
import { freePort } from '../support/free-port.ts'
import { HttpClient } from '../support/http-client.ts'
import { type MongoServer, startMongo } from '../support/mongodb.ts'
import { seededRandom } from '../support/seeded-random.ts'
import { type ServerProcess, startServerProcess, temporaryFolder } from '../support/server-process.ts'
import { keptLog, SYSTEM } from '../support/world.ts'

export const PASSWORD = 'correct horse battery'

/** A server that is asked to stop waits for what is under way, and for the database at most. */
const STOPS_WITHIN_MS = 90_000

export type ClusterOptions = {
  readonly servers: number
  /** Names of people who can sign in with `PASSWORD`; the first is an administrator. */
  readonly people: readonly string[]
  /** Puts a bad network between each server and the database, from this seed. */
  readonly faultsFrom?: number
  readonly env?: Readonly<Record<string, string>>
  /** How many milliseconds the clock of each server is ahead of the machine's. */
  readonly clocksAheadMs?: readonly number[]
  /** Whether they start one after another: then the first is the one that makes epochs and anchors. */
  readonly inTurn?: boolean
}

/** One of the servers: a process that is killed and started again on the same port. */
export type Member = {
  readonly port: number
  readonly url: string
  /** Null where the database is reached without it. */
  readonly proxy: FaultProxy | null
  start(): Promise<void>
  kill(): Promise<void>
  /** Asks it to stop; answers its exit code. */
  stop(): Promise<number | null>
  /** Stops it in its tracks, until it is let go on. */
  pause(): void
  goOn(): void
  readonly isRunning: boolean
  /** What its processes have printed. */
  output(): string
}

/** Several servers on one database and one development network, behind a load balancer. */
export type Cluster = {
  /** Of the load balancer. */
  readonly url: string
  readonly storeUrl: string
  /** What a process needs to find the same store and network, without the faults in between. */
  readonly env: Readonly<Record<string, string>>
  readonly folder: string
  readonly database: MongoServer
  readonly network: DevNetwork
  readonly members: readonly Member[]
  /** By name. */
  readonly people: ReadonlyMap<string, string>
  member(place: number): Member
  /** Somebody signed in through one of the servers. */
  signedIn(name: string, place?: number): Promise<HttpClient>
  /** Asks all servers to stop; answers their exit codes. */
  stop(): Promise<readonly (number | null)[]>
  close(): Promise<void>
}

/** Everything is closed again where something of it doesn't start. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const ends: (() => Promise<unknown>)[] = []
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    return await build(options, ends, close)
  } catch (error) {
    await close()
    throw error
  }
}

async function build(options: ClusterOptions, ends: (() => Promise<unknown>)[], close: () => Promise<void>): Promise<Cluster> {
  const folder = await temporaryFolder()
  ends.push(() => folder.remove())
  const database = await startMongo()
  ends.push(() => database.close())
  const storeUrl = database.freshUrl()
  const network = await startDevNetwork({
    file: join(folder.path, 'blocks'),
    blockMs: 200,
    now: Date.now,
    schedule: timerSchedule,
    log: keptLog(),
    faucet: true,
  })
  ends.push(() => network.close())
  const env = {
    DEMO: 'off',
    LOG_LEVEL: 'warn',
    STORE_URL: storeUrl,
    ARC_URL: network.arcUrl,
    WHATSONCHAIN_URL: network.whatsOnChainUrl,
    EPOCH_SECONDS: '2',
    ANCHOR_SECONDS: '3',
    ...options.env,
  }
  const people = await addPeople(env, options.people)
  const members: Member[] = []
  for (let place = 0; place < options.servers; place++) {
    const proxy = options.faultsFrom === undefined ? null : await proxyTo(storeUrl, options.faultsFrom + place)
    if (proxy !== null) ends.push(() => proxy.close())
    const near = proxy === null ? env : { ...env, STORE_URL: storeUrl.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`) }
    const own = { ...near, ...clockAhead(options.clocksAheadMs?.[place] ?? 0) }
    members.push(createMember(folder.path, await freePort(), own, proxy))
  }
  ends.push(() => Promise.all(members.map(member => member.kill())))
  if (options.inTurn) for (const member of members) await member.start()
  await Promise.all(members.map(member => member.start()))
  const balancer: Balancer = await startBalancer(() => members.filter(({ isRunning }) => isRunning).map(({ port }) => port))
  ends.push(() => balancer.close())

  function member(place: number): Member {
    const found = members[place]
    if (found === undefined) throw new Error(`there is no server ${place}`)
    return found
  }

  return {
    url: balancer.url,
    storeUrl,
    env,
    folder: folder.path,
    database,
    network,
    members,
    people,
    member,
    async signedIn(name, place) {
      const client = new HttpClient(place === undefined ? balancer.url : member(place).url)
      const { status } = await client.signIn(name, PASSWORD)
      if (status !== 200) throw new Error(`${name} can’t sign in: ${status}`)
      return client
    },
    stop: () => Promise.all(members.map(({ stop }) => stop())),
    close,
  }
}

async function addPeople(env: Readonly<Record<string, string>>, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const parts = await openParts(readConfig({ ...env, LOG_LEVEL: 'silent' }))
  const people = new Map<string, string>()
  for (const [place, name] of names.entries()) {
    const person = { id: randomUUID(), name, displayName: name[0]?.toUpperCase() + name.slice(1), password: PASSWORD }
    people.set(name, (await parts.accounts.createUser({ ...person, role: place === 0 ? 'admin' : 'member' }, SYSTEM)).id)
  }
  await parts.close()
  return people
}

function proxyTo(storeUrl: string, seed: number): Promise<FaultProxy> {
  const port = /^mongodb:\/\/127\.0\.0\.1:(\d+)\//.exec(storeUrl)?.[1]
  if (port === undefined) throw new Error('a proxy stands only before the stand-in')
  return startFaultProxy(Number(port), seededRandom(seed))
}

function createMember(folder: string, port: number, env: Readonly<Record<string, string>>, proxy: FaultProxy | null): Member {
  let running: ServerProcess | null = null
  let earlier = ''
  const output = () => earlier + (running?.output() ?? '')

  async function end<T>(how: (server: ServerProcess) => Promise<T>): Promise<T | null> {
    const server = running
    if (server === null) return null
    running = null
    const ended = await how(server)
    earlier += server.output()
    return ended
  }

  return {
    port,
    url: `http://127.0.0.1:${port}`,
    proxy,
    async start() {
      running ??= await startServerProcess(folder, { ...env, PORT: String(port) })
    },
    kill: async () => void (await end(server => server.kill())),
    pause: () => running?.pause(),
    goOn: () => running?.goOn(),
    stop: () => end(server => inTime(server.stop(), () => `the server at port ${port} doesn’t stop:\n${server.output()}`)),
    get isRunning() {
      return running !== null
    },
    output,
  }
}

function clockAhead(ms: number): Readonly<Record<string, string>> {
  const clock = new URL('../support/other-clock.mjs', import.meta.url)
  return ms === 0 ? {} : { CLOCK_AHEAD_MS: String(ms), NODE_OPTIONS: `--import ${clock}` }
}

async function inTime<T>(work: Promise<T>, complaint: () => string): Promise<T> {
  const late = new AbortController()
  const never = pause(STOPS_WITHIN_MS, undefined, { signal: late.signal }).then(() => {
    throw new Error(complaint())
  })
  return Promise.race([work, never]).finally(() => late.abort())
}
