import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { MongoClient } from 'mongodb'
import { findMongo } from '../../scripts/lib/mongodb.mjs'
import { freePort } from './free-port.ts'
import { buildStandIn } from './mongodb-stand-in.ts'

const STARTS_WITHIN_MS = 20_000

/** A database server for tests. */
export type MongoServer = {
  /** The address of an empty database that nobody else uses. */
  freshUrl(): string
  /** Ends the stand-in as a power failure would. */
  kill(): Promise<void>
  /** Starts the stand-in again, with the same address and data. */
  restart(): Promise<void>
  /** Stops the stand-in in its tracks, connections and all, until it is let go on. */
  pause(): void
  goOn(): void
  /** Drops what tests have made, and ends the stand-in. */
  close(): Promise<void>
}

const found = findMongo(process.env)
/** Whether there can be a server here: one that is given, or what builds the stand-in. */
export const HAS_MONGO = found.kind !== 'none'
/** Why tests that need one are skipped. */
export const NO_MONGO = found.kind === 'none' ? `needs a MongoDB: ${found.why}` : ''

/** A MongoDB named by MONGODB_URL, or a stand-in of our own. */
export async function startMongo(): Promise<MongoServer> {
  const url = process.env.MONGODB_URL
  return url === undefined ? startStandIn() : useServer(url)
}

async function useServer(url: string): Promise<MongoServer> {
  const made: string[] = []
  const refuse = () => {
    throw new Error('a database given by MONGODB_URL is not ours to stop')
  }
  const unable = async () => refuse()
  return {
    freshUrl() {
      const name = freshName()
      made.push(name)
      return withDatabase(url, name)
    },
    kill: unable,
    restart: unable,
    pause: refuse,
    goOn: refuse,
    async close() {
      const client = new MongoClient(url)
      for (const name of made) await client.db(name).dropDatabase()
      await client.close()
    },
  }
}

async function startStandIn(): Promise<MongoServer> {
  const program = await buildStandIn()
  const folder = await mkdtemp(join(tmpdir(), 'sealdesk-mongodb-'))
  const port = await freePort()
  let child = await start()

  async function start(): Promise<ChildProcess> {
    const started = spawn(program, [`127.0.0.1:${port}`, folder], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    started.stderr.on('data', chunk => {
      said = (said + chunk).slice(-2000)
    })
    started.once('exit', (code, signal) => {
      if (signal !== 'SIGKILL') console.error(`the database for tests ended by itself (${code ?? signal}):\n${said}`)
    })
    const deadline = Date.now() + STARTS_WITHIN_MS
    while (!(await answers(port))) {
      if (started.exitCode !== null || Date.now() > deadline) throw new Error(`the database for tests did not start:\n${said}`)
      await delay(50)
    }
    return started
  }

  async function kill(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  return {
    freshUrl: () => `mongodb://127.0.0.1:${port}/${freshName()}`,
    kill,
    async restart() {
      await kill()
      child = await start()
    },
    pause: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async close() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(port: number): Promise<boolean> {
  const client = new MongoClient(`mongodb://127.0.0.1:${port}/`, { serverSelectionTimeoutMS: 500 })
  try {
    await client.db('admin').command({ ping: 1 })
    return true
  } catch {
    return false
  } finally {
    await client.close()
  }
}

function freshName(): string {
  return `sealdesk-test-${randomUUID().slice(0, 13)}`
}

function withDatabase(url: string, name: string): string {
  return url.replace(/^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?/, `$1/${name}`)
}
