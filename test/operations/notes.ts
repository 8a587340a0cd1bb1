// A small API of notes and sessions, as facts: what requests, caching and security are tested with.
import {
  createMockApp,
  type EntitiesFacts,
  type Json,
  type JsonObject,
  type MockApp,
  type MockAppOptions,
  type MockDefinition,
  type OperationFacts,
  type OperationsFacts,
  type SettingsFacts,
  silentLogger,
} from '../../runtime/index.js'

/** What a test changes of the API. */
export interface NotesOptions extends MockAppOptions {
  readonly settings?: SettingsFacts
  readonly handlers?: NonNullable<MockDefinition['handlers']>
  /** Facts that some operations have besides their own. */
  readonly operations?: Readonly<Record<string, Partial<OperationFacts>>>
  readonly entities?: Readonly<Record<string, Partial<EntitiesFacts[string]>>>
  /** Parts of the contract's operations. */
  readonly contract?: Readonly<Record<string, JsonObject>>
  readonly securitySchemes?: JsonObject
  readonly security?: Json
}

/** A mock of the notes. */
export function openNotes(options: NotesOptions = {}): MockApp {
  const { operations, entities, contract, securitySchemes, security, ...rest } = options
  return createMockApp({
    log: silentLogger,
    ...rest,
    contract: documentOf(contract ?? {}, securitySchemes ?? {}, security),
    operations: merged(operationFacts, operations ?? {}),
    entities: merged(entityFacts, entities ?? {}),
  })
}

const entityFacts: EntitiesFacts = {
  notes: { schemas: ['#/components/schemas/Note'], key: 'id', generateKey: 'uuid', indexes: ['text'] },
  sessions: {
    schemas: ['#/components/schemas/Session'],
    key: 'token',
    generateKey: 'uuid',
    indexes: ['apiKey'],
  },
}

const operationFacts: OperationsFacts = {
  listNotes: {
    method: 'get',
    path: '/notes',
    action: 'list',
    entity: 'notes',
    filters: { text: 'text' },
    page: { offset: 'offset', limit: 'limit' },
  },
  createNote: { method: 'post', path: '/notes', action: 'create', entity: 'notes' },
  getNote: { method: 'get', path: '/notes/{id}', action: 'read', entity: 'notes', key: 'id' },
  putNote: {
    method: 'put',
    path: '/notes/{id}',
    action: 'update',
    entity: 'notes',
    key: 'id',
    merge: 'replace',
    upsert: true,
  },
  patchNote: {
    method: 'patch',
    path: '/notes/{id}',
    action: 'update',
    entity: 'notes',
    key: 'id',
    merge: 'merge',
  },
  deleteNote: { method: 'delete', path: '/notes/{id}', action: 'delete', entity: 'notes', key: 'id' },
  countNotes: { method: 'get', path: '/count', action: 'count', entity: 'notes' },
  login: { method: 'post', path: '/sessions', action: 'create', entity: 'sessions' },
  logout: { method: 'delete', path: '/sessions/{token}', action: 'delete', entity: 'sessions', key: 'token' },
  getTerms: { method: 'get', path: '/terms' },
}

function documentOf(
  changes: Readonly<Record<string, JsonObject>>,
  securitySchemes: JsonObject,
  security: Json | undefined,
): JsonObject {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [id, { method, path }] of Object.entries(operationFacts)) {
    paths[path] ??= {}
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) =>
      parameter(name, 'path', 'string'),
    )
    paths[path][method] = { operationId: id, parameters, ...declared[id], ...changes[id] }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1' },
    ...(security !== undefined && { security }),
    paths,
    components: { schemas, securitySchemes },
  }
}

const schemas: JsonObject = {
  Note: {
    type: 'object',
    properties: { id: { type: 'string' }, text: { type: 'string' }, size: { type: 'integer' } },
    required: ['id', 'text'],
  },
  NewNote: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
  Session: {
    type: 'object',
    properties: {
      token: { type: 'string' },
      user: { type: 'string' },
      apiKey: { type: 'string' },
      password: { type: 'string', writeOnly: true },
    },
    required: ['token'],
  },
}

const note = answer('Note')
const noteBody = body('NewNote')

const declared: Readonly<Record<string, JsonObject>> = {
  listNotes: {
    parameters: [
      parameter('limit', 'query', 'integer'),
      parameter('offset', 'query', 'integer'),
      parameter('text', 'query', 'string'),
    ],
    responses: {
      200: {
        description: '',
        content: json({ type: 'array', items: { $ref: '#/components/schemas/Note' } }),
      },
    },
  },
  createNote: { requestBody: noteBody, responses: { 201: note } },
  getNote: { responses: { 200: note } },
  putNote: { requestBody: noteBody, responses: { 200: note, 201: note } },
  patchNote: { requestBody: noteBody, responses: { 200: note } },
  deleteNote: { responses: { 204: { description: '' } } },
  countNotes: { responses: { 200: { description: '', content: json({ type: 'integer' }) } } },
  login: { requestBody: body('Session'), responses: { 201: answer('Session') } },
  logout: { responses: { 204: { description: '' } } },
  getTerms: { responses: { 200: { description: '', content: json({ type: 'string', example: 'None.' }) } } },
}

function answer(schema: string): JsonObject {
  return { description: '', content: json({ $ref: `#/components/schemas/${schema}` }) }
}

function body(schema: string): JsonObject {
  return { required: true, content: json({ $ref: `#/components/schemas/${schema}` }) }
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } }
}

function parameter(name: string, place: string, type: string): JsonObject {
  return { name, in: place, required: place === 'path', schema: { type } }
}

function merged<Facts>(
  table: Readonly<Record<string, Facts>>,
  changes: Readonly<Record<string, Partial<Facts>>>,
): Readonly<Record<string, Facts>> {
  return Object.fromEntries(
    Object.entries(table).map(([name, facts]) => [name, { ...facts, ...changes[name] }]),
  )
}

/** A client of a started mock. */
export interface Client {
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
}

export function clientOf(url: () => string): Client {
  return {
    get: (path, headers = {}) => fetch(url() + path, { headers }),
    send: (method, path, content, headers = {}) =>
      fetch(url() + path, {
        method,
        headers: { ...(content !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(content !== undefined && { body: JSON.stringify(content) }),
      }),
  }
}

export function tagOf(response: Response): string {
  return response.headers.get('etag') ?? 'none'
}

/** The code of a problem document. */
export async function codeOf(response: Response): Promise<unknown> {
  const problem: unknown = await response.json()
  return typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : undefined
}

/** The value of a property of an answered record. */
export async function read(response: Response, property: string): Promise<string> {
  const record: unknown = await response.json()
  const value = new Map(Object.entries(Object(record))).get(property)
  if (value === undefined) throw new Error(`the answer ${JSON.stringify(record)} has no ${property}`)
  return String(value)
}
