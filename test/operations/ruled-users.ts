// Users, teams and logs under every kind of rule, as facts: what requests are refused by.
import type { JsonObject } from '@mockgen/runtime'
import { type MockDefinition, type OperationFacts, silentLogger } from '../../runtime/index.js'

/** The facts of an operation, as a test writes them. */
export type Untyped = Readonly<Record<string, unknown>>

/** The entities. */
export const names = ['users', 'teams', 'logs'] as const

/** The name of an entity as it stands in operationIds. */
export function titled(name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1)}`
}

const text = { type: 'string' }
const content = (schema: JsonObject) => ({ 'application/json': { schema } })
const idParameter = { name: 'id', in: 'path', required: true, schema: text }

const entities: MockDefinition['entities'] = {
  users: {
    schemas: ['#/components/schemas/users'],
    key: 'id',
    generateKey: 'uuid',
    unique: ['email', ['first', 'last']],
    relationships: {
      teamId: { entity: 'teams', required: true, onDelete: 'restrict' },
      leadsId: { entity: 'teams', onDelete: 'nullify' },
    },
    constraints: { age: { maximum: 150 }, leadsId: { type: 'string' } },
    version: 'version',
    lifecycle: {
      field: 'state',
      initial: 'new',
      transitions: [
        { from: ['new'], to: 'active' },
        { from: ['active'], to: 'closed' },
      ],
    },
  },
  teams: { schemas: ['#/components/schemas/teams'], key: 'id', generateKey: 'uuid' },
  logs: { schemas: ['#/components/schemas/logs'], key: 'id', generateKey: 'uuid' },
}

const schemas: JsonObject = {
  users: {
    type: 'object',
    properties: {
      id: text,
      email: text,
      teamId: text,
      leadsId: { type: ['string', 'null'] },
      first: text,
      last: text,
      age: { type: 'number' },
      state: text,
      version: { type: 'integer' },
    },
  },
  teams: { type: 'object', properties: { id: text } },
  logs: { type: 'object', properties: { id: text, note: text } },
}

/**
 * Create, read, change and list for each entity, and the tested operations, each at a path of its own, with these statuses
 * declared (default: what the method answers when all is well).
 */
export function definition(
  tested: Readonly<Record<string, Untyped>>,
  statuses?: readonly number[],
): MockDefinition & { log: typeof silentLogger } {
  const paths: Record<string, Record<string, JsonObject>> = {}
  const operations: Record<string, OperationFacts> = {}
  const add = (
    id: string,
    method: string,
    path: string,
    facts: Untyped,
    declared = [usualStatus(method)],
  ) => {
    const takesBody = method !== 'get' && method !== 'delete'
    paths[path] = {
      ...paths[path],
      [method]: {
        operationId: id,
        parameters: path.includes('{id}') ? [idParameter] : [],
        ...(takesBody && { requestBody: { required: true, content: content({}) } }),
        responses: Object.fromEntries(
          declared.map((status) => [status, { description: '', content: content({}) }]),
        ),
      },
    }
    const declaredAt = `/paths/${path.replaceAll('/', '~1')}/${method}/x-persistence`
    operations[id] = { declaredAt, ...facts, method, path } as OperationFacts
  }
  for (const name of names) {
    add(`create${titled(name)}`, 'post', `/${name}`, { action: 'create', entity: name })
    add(`list${titled(name)}`, 'get', `/${name}`, { action: 'list', entity: name })
    add(`read${titled(name)}`, 'get', `/${name}/{id}`, { action: 'read', entity: name, key: 'id' })
    add(`change${titled(name)}`, 'patch', `/${name}/{id}`, {
      action: 'update',
      entity: name,
      key: 'id',
      merge: 'merge',
    })
  }
  for (const [id, facts] of Object.entries(tested)) {
    const method = facts.action === 'update' ? 'patch' : facts.action === 'delete' ? 'delete' : 'post'
    const path = facts.key === undefined ? `/${id}` : `/${id}/{id}`
    add(id, method, path, facts, statuses && [...statuses])
  }
  const info = { title: 'Refusals', version: '1' }
  const contract = { openapi: '3.1.0', info, paths, components: { schemas } }
  return { contract, operations, entities, log: silentLogger }
}

function usualStatus(method: string): number {
  if (method === 'delete') return 204
  return method === 'post' ? 201 : 200
}
