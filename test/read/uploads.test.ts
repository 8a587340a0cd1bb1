// Uploads: a form with a file creates the record that it answers, of which the file itself is no part.
import type { StartedMock } from '@mockgen/runtime/testing'
import { afterEach, describe, expect, test } from 'vitest'
import type { JsonObject } from '../../runtime/json.js'
import { actionsOf, factsOf, integer, list, object, operation, read, text } from './documents.js'
import { servePaths } from './serve-paths.js'

let mock: StartedMock | undefined

afterEach(async () => {
  await mock?.close()
  mock = undefined
})

const binary: JsonObject = { type: 'string', format: 'binary' }
const byId = { parameters: [{ name: 'id', in: 'path', required: true, schema: integer }] }
const file = object({ 'id!': integer, 'name!': text, 'size!': integer, folder: text })

function form(schema: JsonObject, mediaType = 'multipart/form-data'): JsonObject {
  return { requestBody: { required: true, content: { [mediaType]: { schema } } } }
}

function files(upload: JsonObject, answer: JsonObject = file, change: JsonObject = upload): JsonObject {
  return {
    '/files': {
      get: operation({ '200': list(file) }),
      post: operation({ '201': answer }, null, upload),
    },
    '/files/{id}': {
      get: operation({ '200': file }, null, byId),
      put: operation({ '200': file }, null, { ...byId, ...change }),
    },
  }
}

describe('an upload', () => {
  const receipt = object({ 'code!': integer, 'message!': text })
  test.each<[title: string, { given: JsonObject; want: string }]>([
    [
      'with fields creates',
      { given: files(form(object({ file: binary, name: text }))), want: 'create files' },
    ],
    [
      'of a file alone creates what it answers',
      { given: files(form(object({ file: binary }))), want: 'create files' },
    ],
    [
      'of several files creates',
      { given: files(form(object({ files: list(binary), folder: text }))), want: 'create files' },
    ],
    [
      'that answers a receipt keeps nothing',
      { given: files(form(object({ file: binary })), receipt), want: '-' },
    ],
    [
      'of bytes without a form keeps nothing',
      { given: files(form(binary, 'application/octet-stream')), want: '-' },
    ],
  ])('%s', (_title, { given, want }) => {
    expect(actionsOf(read(given))['post /files']).toBe(want)
  })

  test('as JSON is a property like any other', () => {
    const sent = object({ name: text, content: { type: 'string', format: 'byte' } })
    const facts = factsOf(read(files(form(sent, 'application/json'))), 'post', '/files')
    expect(facts).toMatchObject({ action: 'create' })
    expect(facts).not.toHaveProperty('rename')
  })
})

test('what is uploaded can be read, listed and replaced, and the file is not kept', async () => {
  const upload = form(object({ 'file!': binary, name: text, folder: text }))
  mock = await servePaths(files(upload))
  const send = async (path: string, fields: Readonly<Record<string, string>>, method: string) => {
    const data = new FormData()
    for (const [name, value] of Object.entries(fields)) data.set(name, value)
    data.set('file', new Blob(['hello'], { type: 'application/octet-stream' }), 'a.bin')
    const response = await fetch(`${mock?.url}${path}`, { method, body: data })
    return { status: response.status, body: await response.json() }
  }
  const created = await send('/files', { name: 'a.bin', folder: 'x' }, 'POST')
  const want = { id: 1, name: 'a.bin', folder: 'x', size: expect.any(Number) }
  expect(created).toEqual({ status: 201, body: want })
  expect((await mock.send('get /files/{id}', { path: { id: 1 } })).body).toEqual(created.body)
  expect((await mock.send('get /files')).body).toEqual([created.body])
  const replaced = await send('/files/1', { name: 'b.bin' }, 'PUT')
  expect(replaced).toMatchObject({ status: 200, body: { id: 1, name: 'b.bin' } })
  expect(replaced.body).not.toHaveProperty('file')
})
