// What of a contract cannot be followed is told when it is met, once, and never in silence.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startMock } from '@mockgen/runtime/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { silentLogger } from '../../runtime/logger.js'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'
import { takeBroken } from '../support/watch-answers.js'
import { responseOf } from './open-answers.js'

const folder = tempFolder('mockgen-problems')

describe('a schema that nothing satisfies', () => {
  it('is answered as well as can be, and named in the log once', async () => {
    const impossible = { type: 'string', minLength: 5, maxLength: 2 }
    const body = { type: 'object', required: ['a'], properties: { a: impossible } }
    const responses = { '200': responseOf(body) }
    const paths = {
      '/x': { get: { operationId: 'x', responses } },
      '/y': { get: { operationId: 'y', responses } },
    }
    const file = join(folder, 'api.json')
    writeFileSync(file, JSON.stringify({ openapi: '3.1.0', info: { title: 'T', version: '1' }, paths }))
    const warned: object[] = []
    const { app } = await openMock(file, {
      log: { ...silentLogger, warn: (fields: object) => warned.push(fields) },
    })
    const mock = await startMock(app)
    afterAll(() => mock.close())
    expect(warned).toEqual([])
    const asked = ['/x', '/x?again', '/y'].map(async (path) => (await fetch(mock.url + path)).status)
    expect(await Promise.all(asked)).toEqual([200, 200, 200])
    const found = warned.map((fields) => ('pointer' in fields ? fields.pointer : undefined))
    expect(found.filter((pointer) => String(pointer).startsWith('#/paths/~1x/'))).toHaveLength(1)
    expect(found.filter((pointer) => String(pointer).startsWith('#/paths/~1y/'))).toHaveLength(1)
    expect(app.contract.problems).toEqual(warned)
    expect(takeBroken()).toEqual([
      'GET /x 200: /a must have at least 5 characters',
      'GET /y 200: /a must have at least 5 characters',
    ])
  })
})
