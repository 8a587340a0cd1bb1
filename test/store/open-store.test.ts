// The choice of a store by its address, and a mock whose records outlive it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { silentLogger } from '../../runtime/logger.js'
import { readOnConnectionFailure } from '../../runtime/store/connection-failure.js'
import { openStore, storeAddress } from '../../runtime/store/open-store.js'
import { root } from '../architecture/source-files.js'
import { runCommand } from '../support/run-command.js'
import { startProgram } from '../support/start-program.js'
import { tempFolder } from '../support/temp-folder.js'

describe('the address of a store', () => {
  it.each([
    [{}, 'memory'],
    [{ MOCK_STORE: 'file:./data', REDIS_URL: 'redis://other' }, 'file:./data'],
    [{ REDIS_URL: 'redis://one:6380/2' }, 'redis://one:6380/2'],
    [{ REDIS_HOST: 'one' }, 'redis://one:6379/0'],
    [{ REDIS_HOST: '::1', REDIS_PORT: '7000', REDIS_DB: '3' }, 'redis://[::1]:7000/3'],
    [
      { REDIS_HOST: 'one', REDIS_USERNAME: 'a', REDIS_PASSWORD: 'p:w@', REDIS_TLS: 'true' },
      'rediss://a:p%3Aw%40@one:6379/0',
    ],
    [{ REDIS_HOST: 'one', REDIS_USERNAME: 'a' }, 'redis://a:@one:6379/0'],
    [{ MOCK_STORE: ' file:./data ' }, 'file:./data'],
  ])('of %j is %s', (env, want) => {
    expect(storeAddress(env)).toBe(want)
  })

  it('is refused when nobody knows whether Redis is to be reached by TLS', () => {
    expect(() => storeAddress({ REDIS_HOST: 'one', REDIS_TLS: 'required' })).toThrow(
      expect.objectContaining({ code: 'MOCK_SETTING_INVALID' }),
    )
  })

  it.each([['always'], ['everysec'], ['never']])(
    'chooses with ?fsync=%s when commits are on the disk',
    async (fsync) => {
      const store = openStore(`file:${join(tempFolder(), 'kept')}?fsync=${fsync}`, silentLogger)
      expect(await store.health()).toMatchObject({ details: { fsync } })
      await store.close()
    },
  )

  it.each([['postgres://one'], ['file'], [''], ['redis:one'], ['file:'], ['file:./data?fsync=often']])(
    'is refused for %j',
    (address) => {
      expect(() => openStore(address, silentLogger)).toThrow(
        expect.objectContaining({ code: 'MOCK_SETTING_INVALID' }),
      )
    },
  )
})

describe('what happens while a store cannot be reached', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['fail', 'fail'],
    [' fallback ', 'fallback'],
  ])('for MOCK_ON_CONNECTION_FAILURE=%j is %j', (text, want) => {
    expect(readOnConnectionFailure(text === undefined ? {} : { MOCK_ON_CONNECTION_FAILURE: text })).toBe(want)
  })

  it.each([['Fallback'], ['retry'], ['constructor']])('is refused for %j', (text) => {
    expect(() => readOnConnectionFailure({ MOCK_ON_CONNECTION_FAILURE: text })).toThrow(
      expect.objectContaining({
        code: 'MOCK_SETTING_INVALID',
        message: expect.stringContaining('fail or fallback'),
      }),
    )
  })

  it.each([['memory'], [`file:${join(tempFolder(), 'kept')}`]])(
    'means nothing to %s, which has no connection',
    async (address) => {
      const store = openStore(address, silentLogger, { onConnectionFailure: 'fallback' })
      await store.ready()
      expect(store.isDegraded?.() ?? false).toBe(false)
      expect((await store.health()).status).toBe('healthy')
      await store.close()
    },
  )
})

describe('mockgen serve --store file:FOLDER', () => {
  const data = join(tempFolder(), 'data')
  const args = [
    'bin/mockgen.js',
    'serve',
    'examples/petstore/openapi.yaml',
    '--port',
    '0',
    '--store',
    `file:${data}`,
  ]

  it('has the records of its last run', async () => {
    const first = await startProgram('node', args, { cwd: root })
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'Ada Lind', phone: '+46 8 555 01 02', city: 'Uppsala' })
    const created = await fetch(`${first.url}/owners`, { method: 'POST', headers, body })
    expect(created.status).toBe(201)
    const owner = await created.json()
    const health = await (await fetch(`${first.url}/system/health`)).json()
    expect(health).toMatchObject({ status: 'healthy', checks: [{ kind: 'file' }, { name: 'sandboxes' }] })
    expect(await first.stop()).toBe(0)

    const second = await startProgram('node', args, { cwd: root })
    expect(JSON.stringify(await (await fetch(`${second.url}/owners`)).json())).toContain(
      JSON.stringify(owner),
    )
    expect(await second.stop()).toBe(0)
  })

  it('says in a sentence why it cannot start', async () => {
    const file = join(tempFolder(), 'file')
    writeFileSync(file, '')
    const refused = await runCommand('node', [...args.slice(0, -1), `file:${file}`], { cwd: root })
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/^error: .+/)
    expect(refused.stderr).not.toContain('    at ')
  })
})
