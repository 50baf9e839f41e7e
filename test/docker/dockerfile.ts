import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join, posix } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What an image starts with, as it came out of a folder. */
export type Image = {
  /** The root of its files. */
  readonly root: string
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly user: string | null
  readonly command: readonly string[]
  readonly health: readonly string[]
}

type Stage = { root: string; workdir: string; env: Record<string, string>; user: string | null; command: string[]; health: string[] }

/**
 * Carries out a Dockerfile's steps without Docker: each stage is a folder, `RUN` is run in it with this machine's Node, and whatever base image
 * is named stands for this machine. An instruction that isn't known here is an error.
 */
export async function buildImage(context: string, folder: string): Promise<Image> {
  const ignored = new Set((await readFile(join(context, '.dockerignore'), 'utf8')).split('\n').filter(line => line !== ''))
  const stages = new Map<string, Stage>()
  let stage: Stage | null = null
  for (const line of (await readFile(join(context, 'Dockerfile'), 'utf8')).split('\n')) {
    const [, instruction = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? []
    if (instruction === '') continue
    if (instruction === 'FROM') {
      const [, name = 'final'] = / AS (\S+)$/.exec(rest) ?? []
      stage = { root: join(folder, name), workdir: '/', env: {}, user: null, command: [], health: [] }
      stages.set(name, stage)
      await mkdir(stage.root, { recursive: true })
      continue
    }
    if (stage === null) throw new Error(`${instruction} stands before FROM`)
    await step(stage, instruction, rest)
  }
  const final = stages.get('final')
  if (final === undefined) throw new Error('the last stage has a name: nothing would be the image')
  return final

  async function step(at: Stage, instruction: string, rest: string): Promise<void> {
    switch (instruction) {
      case 'WORKDIR':
        at.workdir = rest
        await mkdir(join(at.root, rest), { recursive: true })
        return
      case 'ENV':
        for (const pair of rest.split(' ')) at.env[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1)
        return
      case 'COPY':
        return copy(at, rest.split(' '))
      case 'RUN':
        await run('sh', ['-c', rest.replaceAll(/(?<=\s)\/(?=data\b)/g, `${at.root}/`)], {
          cwd: join(at.root, at.workdir),
          env: { ...process.env, ...at.env, CI: 'true' },
          maxBuffer: 64 * 1024 * 1024,
        })
        return
      case 'USER':
        at.user = rest
        return
      case 'EXPOSE':
        return
      case 'CMD':
        at.command = JSON.parse(rest)
        return
      case 'HEALTHCHECK':
        at.health = JSON.parse(rest.slice(rest.indexOf('CMD ') + 4))
        return
      default:
        throw new Error(`the instruction ${instruction} isn’t known here`)
    }
  }

  async function copy(at: Stage, words: readonly string[]): Promise<void> {
    const from = words.find(word => word.startsWith('--from='))?.slice('--from='.length)
    const paths = words.filter(word => !word.startsWith('--'))
    const target = paths.at(-1) ?? '.'
    const source = from === undefined ? null : stages.get(from)
    if (source === undefined) throw new Error(`there is no stage ${from}`)
    const into = join(at.root, posix.resolve(at.workdir, target))
    for (const path of paths.slice(0, -1)) {
      const original = source === null ? join(context, path) : join(source.root, path)
      if (path === '.') for (const name of await readdir(context)) await take(join(context, name), join(into, name))
      // A file goes into a folder; a folder's content goes into the folder that is named.
      else await take(original, target.endsWith('/') ? join(into, basename(path)) : into)
    }
    async function take(what: string, where: string): Promise<void> {
      if (source === null && isIgnored(basename(what))) return
      await cp(what, where, { recursive: true, verbatimSymlinks: true })
    }
  }

  function isIgnored(name: string): boolean {
    return ignored.has(name) || (ignored.has('*.log') && name.endsWith('.log'))
  }
}
