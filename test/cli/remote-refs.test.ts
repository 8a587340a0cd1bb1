// The option `--allow-remote-refs` as it is typed.

import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allowRemote, markBareRemoteRefs } from '../../bin/remote-refs.js'
import { folderWith } from '../load/folder.js'
import { runCli } from './spawn-cli.js'

describe('--allow-remote-refs', () => {
  it('never takes the document for its value', () => {
    expect(markBareRemoteRefs(['serve', '--allow-remote-refs', 'api.yaml'])).toEqual([
      'serve',
      '--allow-remote-refs=',
      'api.yaml',
    ])
    expect(markBareRemoteRefs(['serve', '--allow-remote-refs=a', '--', '--allow-remote-refs'])).toEqual([
      'serve',
      '--allow-remote-refs=a',
      '--',
      '--allow-remote-refs',
    ])
  })

  it('allows public hosts without a value and one host with it, also both', () => {
    expect(allowRemote('')).toEqual({ anyPublic: true })
    expect(allowRemote('a.example:8080', { anyPublic: true, hosts: ['b'] })).toEqual({
      anyPublic: true,
      hosts: ['b', 'a.example:8080'],
    })
    expect(allowRemote('http://a')).toBeUndefined()
  })

  it('fetches in every command from the host that it names', { timeout: 60_000 }, async () => {
    const server = createServer((_, response) => response.end('type: string\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    const folder = folderWith({})
    const file = join(folder, 'api.yaml')
    const schema = `{ $ref: "http://${host}/a.yaml" }`
    writeFileSync(
      file,
      `openapi: 3.1.0\ninfo: { title: T, version: "1" }\ncomponents: { schemas: { A: ${schema} } }\n`,
    )
    const [refused, allowed, wrong] = await Promise.all([
      runCli(['validate', file]),
      runCli(['validate', `--allow-remote-refs=${host}`, file]),
      runCli(['explain', '--allow-remote-refs=http://x', file]),
    ])
    server.close()
    expect([refused.code, allowed.code, wrong.code]).toEqual([3, 0, 2])
    expect(refused.stdout).toContain('--allow-remote-refs')
  })
})
