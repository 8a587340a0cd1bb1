// A mock of a document written in a test, asked over HTTP, and each answer judged by the document alone.
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import type { JsonObject, MockAppOptions } from '@mockgen/runtime'
import { startMock } from '@mockgen/runtime/testing'
import { afterAll } from 'vitest'
import { type Judgement, openIndependentContract } from '../support/independent-contract.js'
import { openMock } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  /** Parsed where it is JSON, else text; undefined when there is none. */
  readonly body: unknown
  /** What the document says about it. */
  readonly verdict: Judgement['verdict']
  readonly findings: readonly string[]
}

export interface Question {
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** The path as the document spells it. Default: the path that is asked, without its query. */
  readonly at?: string
}

export interface AnsweringMock {
  readonly url: string
  ask(method: string, path: string, question?: Question): Promise<Answer>
}

type Start = Pick<MockAppOptions, 'seed' | 'clock'> & { readonly handlers?: never }

const folder = tempFolder('mockgen-responses')
let files = 0

/** Opens a document of these paths; `more` are further members of it. It is closed after the tests of the file. */
export async function openAnswers(
  paths: JsonObject,
  more: JsonObject = {},
  options: Start = {},
): Promise<AnsweringMock> {
  const document = { openapi: '3.1.0', info: { title: 'Answers', version: '1' }, paths, ...more }
  files += 1
  const file = join(folder, `${files}.json`)
  writeFileSync(file, JSON.stringify(document))
  const { app } = await openMock(file, options)
  const mock = await startMock(app)
  const contract = openIndependentContract(document)
  afterAll(async () => {
    contract.close()
    await mock.close()
  })
  return {
    url: mock.url,
    ask: async (method, path, { headers = {}, body, at } = {}) => {
      const answer = await send(mock.url + path, method, headers, body)
      const [template = ''] = (at ?? path).split('?', 1)
      const { verdict, findings } = await contract.judge(method.toLowerCase(), template, answer)
      return { ...answer, verdict, findings: findings.map((finding) => `${finding.at}: ${finding.message}`) }
    },
  }
}

// Not fetch, which knows no TRACE and follows its own mind about headers.
function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<Omit<Answer, 'verdict' | 'findings'>> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const type = text === undefined ? {} : { 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const message = request(url, { method, headers: { ...type, ...headers } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const found = new Headers()
        for (let i = 0; i + 1 < response.rawHeaders.length; i += 2)
          found.append(response.rawHeaders[i] ?? '', response.rawHeaders[i + 1] ?? '')
        const bytes = Buffer.concat(chunks)
        resolve({ status: response.statusCode ?? 0, headers: found, bytes, body: read(bytes, found) })
      })
    })
    message.on('error', reject)
    message.end(text)
  })
}

function read(bytes: Buffer, headers: Headers): unknown {
  if (bytes.length === 0) return undefined
  const text = bytes.toString('utf8')
  return /[/+]json\b(?!-)/.test(headers.get('content-type') ?? '') ? JSON.parse(text) : text
}

/** A response with one body. */
export function responseOf(schema: JsonObject, mediaType = 'application/json'): JsonObject {
  return { description: '', content: { [mediaType]: { schema } } }
}

/** A collection of things with an id and a name, with whatever responses. */
export function things(
  responses: {
    readonly create?: JsonObject
    readonly read?: JsonObject
    readonly replace?: JsonObject
    readonly remove?: JsonObject
    readonly list?: JsonObject
  } = {},
): JsonObject {
  const content = { 'application/json': { schema: thing } }
  const requestBody = { required: true, content }
  const item = { '200': { description: '', content } }
  const parameters = [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }]
  return {
    '/things': {
      get: {
        operationId: 'listThings',
        responses: responses.list ?? { '200': responseOf({ type: 'array', items: thing }) },
      },
      post: {
        operationId: 'createThing',
        requestBody,
        responses: responses.create ?? { '201': { description: '', content } },
      },
    },
    '/things/{id}': {
      parameters,
      get: { operationId: 'readThing', responses: responses.read ?? item },
      put: { operationId: 'replaceThing', requestBody, responses: responses.replace ?? item },
      delete: { operationId: 'removeThing', responses: responses.remove ?? { '204': { description: '' } } },
    },
  }
}

export const thing = {
  type: 'object',
  required: ['id', 'name'],
  properties: { id: { type: 'string' }, name: { type: 'string' } },
}
