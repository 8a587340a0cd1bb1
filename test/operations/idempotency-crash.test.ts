// Servers that are killed or stopped with keyed requests: exactly one record, and one answer, whoever goes on.
import { startMock } from '@mockgen/runtime/testing'
import { expect, it } from 'vitest'
import { root } from '../architecture/source-files.js'
import { describeEngines } from '../proofs/engines.js'
import { until } from '../support/redis-server.js'
import { startProgram } from '../support/start-program.js'
import { clientOf, openNotes } from './notes.js'

const key = { 'idempotency-key': 'a-key' }

describeEngines('a server with keyed requests', (engine) => {
  it.skipIf(engine.name === 'memory')(
    'that is killed between taking the key and committing leaves the request to the next one (memory ends with its process)',
    async () => {
      const store = engine.address()
      const args = ['--import', 'tsx', 'test/operations/hanging-server.ts', store]
      const killed = await startProgram(process.execPath, args, { cwd: root })
      const lost = clientOf(() => killed.url).send('POST', '/notes', { text: 'one' }, key)
      // Rejects when the server is killed, which may be before anybody waits for it.
      const isLost = expect(lost).rejects.toThrow()
      await until(async () => killed.output().includes('hangs'))
      await killed.stop('SIGKILL')
      await isLost

      const mock = await startMock(openNotes({ store }))
      const { get, send } = clientOf(() => mock.url)
      expect(await (await get('/count')).json()).toBe(0)
      await until(async () => {
        const { status } = await send('POST', '/notes', { text: 'one' }, key)
        if (status !== 201) expect(status).toBe(409)
        return status === 201
      })
      expect(await (await get('/count')).json()).toBe(1)
      await mock.close()
    },
    60_000,
  )

  it.skipIf(engine.name === 'memory')(
    'that is started again answers as it did before (memory ends with its process)',
    async () => {
      const store = engine.address()
      const before = await startMock(openNotes({ store }))
      const first = await clientOf(() => before.url).send('POST', '/notes', { text: 'one' }, key)
      await before.close()
      const after = await startMock(openNotes({ store }))
      const { get, send } = clientOf(() => after.url)
      const again = await send('POST', '/notes', { text: 'one' }, key)
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      expect(again.headers.get('etag')).toBe(first.headers.get('etag'))
      expect(await again.text()).toBe(await first.text())
      expect(await (await get('/count')).json()).toBe(1)
      await after.close()
    },
  )
})
