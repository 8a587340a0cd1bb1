// A started mock of a document that a test writes down.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { afterAll } from 'vitest'
import type { Json, JsonObject } from '../../runtime/json.js'
import { openMock } from '../support/open-mock.js'

const folder = mkdtempSync(join(tmpdir(), 'mockgen-requests-'))
const mocks: StartedMock[] = []
let count = 0

afterAll(async () => {
  await Promise.all(mocks.map((mock) => mock.close()))
  rmSync(folder, { recursive: true, force: true })
})

export interface DocumentParts {
  readonly openapi?: string
  readonly paths: JsonObject
  readonly components?: JsonObject
  readonly servers?: Json
}

/** The mock of a document, on a port of its own until the tests of the file are over. OpenAPI 3.1.0 by default. */
export async function mockOf(
  parts: DocumentParts,
  handlers: NonNullable<Parameters<typeof openMock>[1]>['handlers'] = {},
): Promise<StartedMock> {
  const file = join(folder, `${count++}.json`)
  const document = { openapi: '3.1.0', info: { title: 'Test', version: '1' }, ...parts }
  writeFileSync(file, JSON.stringify(document))
  const { app } = await openMock(file, { bodyLimitBytes: 1024 * 1024, handlers })
  const mock = await startMock(app)
  mocks.push(mock)
  return mock
}

/** An operation that answers its own id, so that a test sees which one was reached. */
export function answering(operationId: string, rest: JsonObject = {}): JsonObject {
  const schema = { const: operationId }
  return {
    operationId,
    responses: { 200: { description: '', content: { 'application/json': { schema } } } },
    ...rest,
  }
}

/** Status and body of a request to a mock. */
export async function ask(mock: StartedMock, path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(mock.url + path, init)
  const text = await response.text()
  if (response.status === 200) return JSON.parse(text)
  const body: { readonly errors?: readonly { readonly pointer: string; readonly keyword: string }[] } =
    text === '' ? {} : JSON.parse(text)
  return [response.status, ...(body.errors ?? []).map(({ pointer, keyword }) => `${pointer} ${keyword}`)]
}

/** A request with a JSON body. */
export function json(method: string, body: Json): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
