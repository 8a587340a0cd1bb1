// A mock for patterns.test.ts as a program of its own: an engine that hangs can only be ended from outside.
import { createMockApp, silentLogger } from '../../runtime/index.js'
import { startMock } from '../../runtime/testing/index.js'
import { hostilePatterns } from './hostile-patterns.js'

const paths = hostilePatterns.map(({ pattern }, i): [string, object] => [
  `/p${i}/{value}`,
  {
    get: {
      parameters: [{ name: 'value', in: 'path', required: true, schema: { type: 'string', pattern } }],
      responses: { 204: { description: '' } },
    },
  },
])

const mock = await startMock(
  createMockApp({
    contract: JSON.parse(
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'Hostile', version: '1' },
        paths: Object.fromEntries(paths),
      }),
    ),
    operations: Object.fromEntries(paths.map(([path], i) => [`p${i}`, { method: 'get', path }] as const)),
    entities: {},
    log: silentLogger,
  }),
)
process.stdout.write(`${mock.url}\n`)
