// A small theatre for tests of the system endpoints: every kind of key, a lifecycle, lives that reads extend, a cache.
import {
  createMockApp,
  type EntitiesFacts,
  type JsonObject,
  type MockApp,
  type MockAppOptions,
  type OperationsFacts,
  silentLogger,
} from '@mockgen/runtime'
import { listen, type RunningServer } from '../../runtime/http/serve.js'

export const systemKey = 'open-sesame'

/** What came back from a system endpoint. */
export interface SystemReply {
  readonly status: number
  readonly headers: Headers
  /** Parsed JSON; undefined when it is empty. */
  readonly body: unknown
}

/** A started theatre. */
export interface Theatre {
  readonly app: MockApp
  readonly url: string
  /** Sends a request with the key; a text is sent as it is, everything else as JSON. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<SystemReply>
  close(): Promise<void>
}

export interface TheatreOptions extends MockAppOptions {
  readonly makesKey?: boolean
}

/** The time at which clocks stand. */
export const begin = Date.UTC(2030, 0, 1)

/** Opens it with `systemKey`, or with a key that the mock makes itself. */
export async function openTheatre({ makesKey = false, ...options }: TheatreOptions = {}): Promise<Theatre> {
  const app = createMockApp({
    log: silentLogger,
    clock: { now: () => begin },
    ...(!makesKey && { systemKey }),
    seeds: { users: [{ id: 'u1', name: 'Ada' }] },
    contract: document,
    operations,
    entities,
    ...options,
  })
  const server = await listen(app, { port: 0, host: '127.0.0.1' })
  return {
    app,
    url: server.url,
    ask: (...request) => send(server, ...request),
    close: async () => {
      await server.close()
      await app.close()
    },
  }
}

async function send(
  { url }: RunningServer,
  ...[method, path, body, headers = {}]: Parameters<Theatre['ask']>
): Promise<SystemReply> {
  const content = typeof body === 'string' ? body : JSON.stringify(body)
  const type = content === undefined ? {} : { 'content-type': 'application/json' }
  const response = await fetch(url + path, {
    method,
    headers: { 'x-system-key': systemKey, ...type, ...headers },
    ...(content !== undefined && { body: content }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  }
}

const entities: EntitiesFacts = {
  users: {
    schemas: ['#/components/schemas/User'],
    key: 'id',
    generateKey: 'uuid',
    unique: ['email'],
    cached: true,
  },
  tickets: {
    schemas: ['#/components/schemas/Ticket'],
    key: 'number',
    generateKey: 'increment',
    scope: ['userId'],
    scopeProperties: { userId: 'userId' },
    parent: 'users',
    relationships: { seat: { entity: 'notices', onDelete: 'restrict' } },
  },
  seats: { schemas: ['#/components/schemas/Seat'], key: ['hall', 'place'], generateKey: 'none' },
  notices: { schemas: ['#/components/schemas/Notice'], key: 'id', generateKey: 'uuid' },
  jobs: {
    schemas: ['#/components/schemas/Job'],
    key: 'id',
    generateKey: 'uuid',
    timestamps: { created: 'createdAt' },
    lifecycle: {
      field: 'state',
      initial: 'waiting',
      transitions: [
        { from: ['waiting'], to: 'running', afterMs: 10_000 },
        { from: ['running'], to: 'done', afterMs: 10_000 },
        { from: ['waiting', 'running'], to: 'failed' },
      ],
    },
  },
  sessions: {
    schemas: ['#/components/schemas/Session'],
    key: 'token',
    generateKey: 'uuid',
    ttl: 60,
    ttlRefresh: 'access',
  },
}

const operations: OperationsFacts = {
  getUser: {
    method: 'get',
    path: '/users/{id}',
    action: 'read',
    entity: 'users',
    key: 'id',
    cache: { ttl: 300, keyPrefix: 'user_cache' },
  },
  createUser: { method: 'post', path: '/users', action: 'create', entity: 'users' },
}

const text = { type: 'string' }

const schemas: JsonObject = {
  User: {
    type: 'object',
    required: ['id'],
    properties: {
      id: text,
      name: text,
      email: text,
      level: { type: 'integer', readOnly: true },
      tags: { type: 'array', items: text },
    },
  },
  Ticket: {
    type: 'object',
    required: ['number', 'userId'],
    properties: { number: { type: 'integer' }, userId: text, seat: text },
  },
  Seat: { type: 'object', properties: { hall: text, place: { type: 'integer' }, price: { type: 'number' } } },
  Notice: { type: 'object', required: ['id'], properties: { id: text, text } },
  Job: {
    type: 'object',
    required: ['id', 'state', 'createdAt'],
    properties: {
      id: text,
      state: { ...text, readOnly: true },
      createdAt: { ...text, format: 'date-time', readOnly: true },
    },
  },
  Session: { type: 'object', required: ['token'], properties: { token: text, user: text } },
}

const user = { 'application/json': { schema: { $ref: '#/components/schemas/User' } } }

const document: JsonObject = {
  openapi: '3.1.0',
  info: { title: 'Theatre', version: '1' },
  paths: {
    '/users/{id}': {
      get: {
        operationId: 'getUser',
        parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
        responses: { 200: { description: '', content: user } },
      },
    },
    '/users': {
      post: {
        operationId: 'createUser',
        requestBody: { content: user },
        responses: { 201: { description: '', content: user } },
      },
    },
  },
  components: { schemas },
}
