// What holds for every operation of a document, and not for those of a handmade one alone: HEAD, OPTIONS, and links that lead on.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { exampleDocument, type OpenedMock, openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

const folder = tempFolder('mockgen-every-operation')
const examples = dirname(createRequire(import.meta.url).resolve('@readme/oas-examples/package.json'))
const documents: readonly (readonly [string, string])[] = [
  ['the bookstore', exampleDocument('bookstore')],
  ['the petstore', join(examples, '3.0/json/petstore.json')],
  ['star trek', join(examples, '3.0/json/star-trek.json')],
]

async function start(file: string): Promise<{ readonly mock: StartedMock; readonly opened: OpenedMock }> {
  const opened = await openMock(file)
  const mock = await startMock(opened.app)
  onTestFinished(() => mock.close())
  return { mock, opened }
}

/** The template with something for each parameter, and no query or fragment of the key. */
const filled = (path: string) => path.replace(/[?#].*/, '').replaceAll(/\{[^}]*\}/g, '1')

describe.each(documents)('%s', (_name, file) => {
  it('answers HEAD wherever there is a GET: the same status and type, and no body', async () => {
    const { mock, opened } = await start(file)
    const gets = Object.values(opened.operations).filter(({ method }) => method === 'get')
    expect(gets.length).toBeGreaterThan(0)
    for (const { path } of gets) {
      const url = mock.url + filled(path)
      const [get, head] = [await fetch(url), await fetch(url, { method: 'HEAD' })]
      expect([path, head.status]).toEqual([path, get.status])
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
      expect(await head.text()).toBe('')
    }
  })

  it('tells the declared methods of every path by OPTIONS', async () => {
    const { mock, opened } = await start(file)
    const declared = new Map<string, Set<string>>()
    for (const { method, path } of Object.values(opened.operations))
      declared.set(path, (declared.get(path) ?? new Set()).add(method.toUpperCase()))
    for (const [path, methods] of declared) {
      const { status, headers } = await fetch(mock.url + filled(path), { method: 'OPTIONS' })
      expect([path, status]).toEqual([path, 204])
      expect((headers.get('allow') ?? '').split(', ')).toEqual(
        expect.arrayContaining([...methods, 'OPTIONS']),
      )
    }
  })
})

describe('links', () => {
  it('lead from a created record to the operations that take its key', async () => {
    const note = {
      type: 'object',
      required: ['title'],
      properties: { id: { type: 'integer', readOnly: true }, title: { type: 'string' } },
    }
    const content = { 'application/json': { schema: note } }
    const key = { name: 'noteId', in: 'path', required: true, schema: { type: 'integer' } }
    const links = {
      itself: { operationId: 'getNote', parameters: { noteId: '$response.body#/id' } },
      byReference: {
        operationRef: '#/paths/~1notes~1{noteId}/get',
        parameters: { 'path.noteId': '$response.body#/id' },
      },
    }
    const file = join(folder, 'links.json')
    writeFileSync(
      file,
      JSON.stringify({
        openapi: '3.0.3',
        info: { title: 'Notes', version: '1' },
        paths: {
          '/notes': {
            post: {
              operationId: 'createNote',
              requestBody: { content },
              responses: { '201': { description: '', content, links } },
            },
          },
          '/notes/{noteId}': {
            parameters: [key],
            get: { operationId: 'getNote', responses: { '200': { description: '', content } } },
          },
        },
      }),
    )
    const { mock } = await start(file)
    const created = await mock.send('createNote', { body: { title: 'a' } })
    expect(created.status).toBe(201)
    const { id } = Object(created.body)
    // Both links name this operation, and the key by this property.
    expect(await mock.send('getNote', { path: { noteId: id } })).toMatchObject({
      status: 200,
      body: { id, title: 'a' },
      violations: [],
    })
  })
})
