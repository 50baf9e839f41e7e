import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { ROOT, temporaryFolder } from '../support/server-process.ts'

it('npm start serves the client with a demonstration, says where and how to sign in, and ends cleanly when it is asked to', async () => {
  const folder = await temporaryFolder()
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', STORE_URL: `sqlite:${folder.path}/sealdesk.db`, DEMO: 'on' }
  const child = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output)
      if (address !== null && output.includes('Password')) resolve(address[0])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', code => reject(new Error(`npm start ended with ${code}:\n${output}`)))
  })
  const [name = '', password = ''] = /Sign in as (\w+).*Password of all: (\S+)/.exec(output)?.slice(1) ?? []
  const signedIn = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password }),
  })
  expect(signedIn.status).toBe(200)
  const page = await fetch(url, { headers: { accept: 'text/html' } })
  expect(page.status).toBe(200)
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  const tickets: unknown = await (await fetch(`${url}/api/tickets?limit=5`)).json()
  expect(tickets).toMatchObject({ items: { length: 5 } })
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await exited)[0]).toBe(0)
  await folder.remove()
}, 120_000)
