// The API of decision processes that the document on Redis persistence is about.
import type { Json, JsonObject } from '@mockgen/runtime'
import { contract, inPath, integer, list, object, operation, ref, text, time } from './contracts.js'

/** What a test changes of the API. */
export interface ProcessesApi {
  /** Members of the root's `x-persistence` besides the entities. */
  readonly root?: JsonObject
  /** `x-persistence` of POST /start. */
  readonly start?: Json
}

const input = object({ 'question!': text, fail: { type: 'boolean' } })

/** The document: start, status, save, list by state and time, statistics, delete, cleanup. */
export function processesApi({ root = {}, start = startProcess }: ProcessesApi = {}): JsonObject {
  return contract({
    title: 'Decision processes',
    persistence: { entities, ...root },
    paths: {
      '/start': {
        post: operation('start', {
          persistence: start,
          body: input,
          answers: { 202: ref('ProcessInfo') },
        }),
      },
      '/status/{process_id}': {
        parameters: inPath('process_id'),
        get: operation('get', {
          persistence: { entity: 'processes', action: 'read' },
          answers: { 200: ref('ProcessInfo') },
        }),
      },
      '/processes': {
        get: operation('list', {
          persistence: { entity: 'processes', action: 'list', sort: ['created_at'] },
          query: { status: ref('Status'), created_after: time, created_before: time, limit: integer },
          answers: { 200: object({ 'processes!': list(ref('ProcessInfo')), 'total!': integer }) },
        }),
      },
      '/processes/stats': {
        get: operation('stats', {
          persistence: { entity: 'processes', action: 'count', by: 'status' },
          answers: {
            200: object({
              'total!': integer,
              'running!': integer,
              'completed!': integer,
              'failed!': integer,
            }),
          },
        }),
      },
      '/processes/{process_id}': {
        parameters: inPath('process_id'),
        put: operation('save', {
          persistence: { entity: 'processes', action: 'upsert' },
          body: ref('ProcessInfo'),
          answers: { 200: ref('ProcessInfo'), 201: ref('ProcessInfo') },
        }),
        patch: operation('change', {
          persistence: { entity: 'processes', action: 'update', merge: 'merge' },
          body: object({ status: ref('Status'), error: text }),
          answers: { 200: ref('ProcessInfo') },
        }),
        delete: operation('delete', {
          persistence: { entity: 'processes', action: 'delete' },
          answers: { 204: null },
        }),
      },
      '/decisions/cleanup': {
        delete: operation('cleanup', {
          persistence: {
            entity: 'processes',
            action: 'delete',
            where: {
              status: { in: ['completed', 'failed'] },
              created_at: { lt: '{{ plusSeconds(now, -86400) }}' },
            },
          },
          answers: { 200: object({ 'cleaned!': integer }) },
        }),
      },
    },
    schemas: {
      ProcessInfo: object({
        'process_id!': text,
        'status!': ref('Status'),
        'created_at!': time,
        input,
        error: text,
        result: { type: ['object', 'null'] },
      }),
      Status: { type: 'string', enum: ['running', 'completed', 'failed'] },
      Event: object({ 'id!': text, 'process_id!': text, 'kind!': text }),
    },
  })
}

const entities = {
  processes: {
    schema: '#/components/schemas/ProcessInfo',
    key: 'process_id',
    generateKey: 'uuid',
    lifecycle: {
      field: 'status',
      initial: 'running',
      transitions: [
        {
          from: 'running',
          to: 'failed',
          after: '5s',
          when: 'entity.?input.?fail.orValue(false)',
          set: { error: 'no answer' },
        },
        {
          from: 'running',
          to: 'completed',
          after: '5s',
          set: { result: { decision: 'yes', of: '{{ entity.?input.?question }}' } },
        },
      ],
    },
  },
  events: { schema: '#/components/schemas/Event', unique: ['kind'] },
}

const data = { created_at: '{{ timestamp }}', input: '{{ request.body }}' }
const startProcess = { entity: 'processes', action: 'create', data }

/** A start that also keeps an event, of which there can be only one for each question. */
export const startWithEvent = {
  operations: [
    { as: 'process', entity: 'processes', action: 'create', data },
    {
      entity: 'events',
      action: 'create',
      data: { process_id: '{{ process.process_id }}', kind: 'asked {{ request.body.question }}' },
    },
  ],
  response: { status: 202, body: '{{ process }}' },
}

/** A process as somebody saves it. */
export function running(id: string, createdAt = '2025-11-08T10:00:00Z'): JsonObject {
  return { process_id: id, status: 'running', created_at: createdAt }
}
