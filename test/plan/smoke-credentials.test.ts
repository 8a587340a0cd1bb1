// A smoke test calls what it has credentials for: those of nobody do where none is looked up.
import type { JsonObject } from '@mockgen/runtime'
import { expect, test } from 'vitest'
import { readModel } from '../../generator/read/read-model.js'
import { renderSmokeTest } from '../../generator/render/smoke/render-smoke-test.js'
import { loaded } from './documents.js'

const schemes = {
  key: { type: 'apiKey', in: 'header', name: 'X-Key' },
  token: { type: 'http', scheme: 'bearer' },
}

function documentOf(security: JsonObject): JsonObject {
  const ok = { 200: { description: 'ok' } }
  const operations = Object.entries(security).map(([id, requirements]) => [
    `/${id}`,
    { get: { operationId: id, responses: ok, ...(requirements !== null && { security: requirements }) } },
  ])
  return {
    openapi: '3.1.0',
    info: { title: 'Test', version: '1' },
    security: [{ token: [] }],
    paths: Object.fromEntries(operations),
    components: { securitySchemes: schemes },
  }
}

test('an operation is left out when its first requirement looks a record up', () => {
  const document = documentOf({
    byDefault: null,
    open: [],
    optional: [{ token: [] }, {}],
    byKey: [{ key: [] }, { token: [] }],
    byToken: [{ token: [] }, { key: [] }],
    byBoth: [{ key: [], token: [] }],
  })
  const { model } = readModel(loaded(document))
  const settings = { ...model.settings, security: { token: { entity: 'sessions', key: 'token' } } }
  const called = (code: string) =>
    [...code.matchAll(/'(byDefault|open|optional|byKey|byToken|byBoth)'/g)].map(([, id]) => id)
  expect(called(renderSmokeTest({ ...model, settings }, document))).toEqual(['open', 'optional', 'byKey'])
  expect(called(renderSmokeTest(model, document))).toHaveLength(6)
})
