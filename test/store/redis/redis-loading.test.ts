// What the Redis store loads, and when: a mock that keeps its state elsewhere does not pay for the client.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from '../../architecture/source-files.js'
import { runCommand } from '../../support/run-command.js'

it('importing and making a Redis store does not load the client; using it does', async () => {
  const program = `
    import { createRequire } from 'node:module'
    import { createRedisStore } from './runtime/store/redis/redis-store.ts'
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).some((file) => file.includes('ioredis'))
    const store = createRedisStore({ url: 'redis://127.0.0.1:1', waitMs: 1 })
    const before = loaded()
    await store.read('s', 0, []).catch(() => undefined)
    console.log(JSON.stringify([before, loaded()]))
    await store.close()`
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program]
  const { stdout, stderr, code } = await runCommand(process.execPath, args, { cwd: root })
  expect({ stdout: stdout.trim(), stderr, code }).toEqual({ stdout: '[false,true]', stderr: '', code: 0 })
})

it('every script says what it takes and gives, and never looks through keys or into payloads', () => {
  const folder = join(root, 'runtime/store/redis')
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.lua'))
  expect(scripts.length).toBeGreaterThan(3)
  for (const name of scripts) {
    const text = readFileSync(join(folder, name), 'utf8')
    expect(text).toMatch(/^-- .*\(layout 1\).*^-- KEYS\[1\].*^-- Result: /ms)
    expect(text).not.toMatch(/cjson|'(KEYS|SCAN|FLUSHDB|FLUSHALL)'|^\s*while /m)
  }
})
