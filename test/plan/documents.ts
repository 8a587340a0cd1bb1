// Documents that the tests of this folder plan projects for.
import type { JsonObject } from '@mockgen/runtime'
import type { LoadedDocument } from '../../generator/model.js'
import { planProject, type RuntimeDependency } from '../../generator/plan/plan-project.js'
import { readModel } from '../../generator/read/read-model.js'

/** A document as the load stage would hand it over. */
export function loaded(document: JsonObject, file = 'openapi.yaml'): LoadedDocument {
  return { file, hash: '', document, env: [], locate: () => undefined }
}

export const vendored: RuntimeDependency = { kind: 'vendored', tarball: new Uint8Array([31, 139]) }

/** Every file of the document's project as text, by path. */
export async function renderProject(
  document: LoadedDocument,
  runtime = vendored,
): Promise<Map<string, string>> {
  const { model } = readModel(document)
  const plans = planProject({
    model,
    document,
    runtime,
    generatorVersion: '0.0.0',
    contractPath: '../openapi.yaml',
  })
  const files = new Map<string, string>()
  for (const plan of plans) files.set(plan.path, Buffer.from(await plan.content()).toString())
  return files
}

/** A small API of things that can be created, read, listed, changed and deleted. */
export function crudDocument(
  names: {
    readonly title?: string
    readonly id?: (verb: string) => string
    readonly summary?: string
    readonly tag?: string
    readonly property?: string
  } = {},
): JsonObject {
  const {
    title = 'Things',
    id = (verb) => `${verb}Thing`,
    summary = 'A summary',
    tag = 'things',
    property = 'note',
  } = names
  const body = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } }
  const answer = { description: 'ok', ...body }
  const parameter = { name: 'thingId', in: 'path', required: true, schema: { type: 'string' } }
  const operation = (verb: string, more: JsonObject): JsonObject => ({
    operationId: id(verb),
    summary,
    tags: [tag],
    ...more,
  })
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0' },
    paths: {
      '/things': {
        get: operation('list', {
          responses: {
            200: {
              description: 'ok',
              content: {
                'application/json': {
                  schema: { type: 'array', items: { $ref: '#/components/schemas/Thing' } },
                },
              },
            },
          },
        }),
        post: operation('create', { requestBody: body, responses: { 201: answer } }),
      },
      '/things/{thingId}': {
        parameters: [parameter],
        get: operation('read', { responses: { 200: answer } }),
        put: operation('replace', { requestBody: body, responses: { 200: answer } }),
        delete: operation('delete', { responses: { 204: { description: 'gone' } } }),
      },
    },
    components: {
      schemas: {
        Thing: {
          type: 'object',
          required: ['id', 'name'],
          properties: { id: { type: 'string' }, name: { type: 'string' }, [property]: { type: 'string' } },
        },
      },
    },
  }
}

/**
 * Users that a tenant and a number identify together, below the path of their tenant, and who are gone a minute after
 * their last change.
 */
export function tenantsDocument(users: JsonObject = {}): JsonObject {
  const text = { type: 'string' }
  const json = (schema: JsonObject) => ({ content: { 'application/json': { schema } } })
  const answer = (schema: JsonObject) => ({ description: 'ok', ...json(schema) })
  const user = { $ref: '#/components/schemas/User' }
  const parameter = (name: string, schema: JsonObject) => ({ name, in: 'path', required: true, schema })
  const tenantId = parameter('tenantId', text)
  const sent = { type: 'object', required: ['name'], properties: { name: text } }
  return {
    openapi: '3.1.0',
    info: { title: 'Tenants', version: '1' },
    'x-persistence': {
      entities: { users: { key: ['tenantId', 'id'], ttl: 60, unique: [['tenantId', 'name']], ...users } },
    },
    paths: {
      '/tenants/{tenantId}/users': {
        parameters: [tenantId],
        get: {
          operationId: 'listUsers',
          parameters: [{ name: 'name', in: 'query', schema: text }],
          responses: { 200: answer({ type: 'array', items: user }) },
        },
        post: { operationId: 'createUser', requestBody: json(sent), responses: { 201: answer(user) } },
      },
      '/tenants/{tenantId}/users/{id}': {
        parameters: [tenantId, parameter('id', { type: 'integer' })],
        get: { operationId: 'readUser', responses: { 200: answer(user) } },
        patch: { operationId: 'changeUser', requestBody: json(sent), responses: { 200: answer(user) } },
        delete: { operationId: 'deleteUser', responses: { 204: { description: 'gone' } } },
      },
    },
    components: {
      schemas: {
        User: {
          type: 'object',
          required: ['tenantId', 'id', 'name'],
          properties: { tenantId: text, id: { type: 'integer' }, name: text },
        },
      },
    },
  }
}
