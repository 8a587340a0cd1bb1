// A small shop for tests of programs: orders, stock and users, with an operation of each test's own.
import {
  createMockApp,
  type JsonObject,
  type MockAppOptions,
  type MockDefinition,
  silentLogger,
} from '@mockgen/runtime'
import { type StartedMock, startMock } from '@mockgen/runtime/testing'

type OperationFacts = MockDefinition['operations'][string]
type EntityFacts = MockDefinition['entities'][string]

/** What a test's operation does, and how the contract describes it. */
export interface TestedOperation {
  readonly facts: Record<string, unknown>
  readonly method?: string
  readonly path?: string
  readonly responses?: JsonObject
  readonly requestBody?: JsonObject | null
  readonly parameters?: readonly JsonObject[]
}

/** What differs from the plain shop. */
export interface ShopOptions extends MockAppOptions {
  readonly operations?: Readonly<Record<string, TestedOperation>>
  /** What differs of its entities, or others besides. */
  readonly entities?: Readonly<Record<string, Partial<EntityFacts>>>
  readonly settings?: MockDefinition['settings']
  readonly schemas?: JsonObject
}

const order = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    productId: { type: 'string' },
    quantity: { type: 'integer' },
    total: { type: 'number' },
    status: { type: 'string' },
    note: { type: 'string', maxLength: 20 },
    placedBy: { type: 'string', readOnly: true },
    lines: { type: 'array', items: { type: 'string' } },
    version: { type: 'integer' },
  },
}
const product = {
  type: 'object',
  required: ['id', 'quantity'],
  properties: {
    id: { type: 'string' },
    quantity: { type: 'integer' },
    shelf: { type: 'string' },
  },
}
const user = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string', writeOnly: true },
  },
}

const anything = { 'application/json': { schema: {} } }

/** The content of a response or a body with this schema of the shop. */
export function json(schema: string | JsonObject): JsonObject {
  const shown = typeof schema === 'string' ? { $ref: `#/components/schemas/${schema}` } : schema
  return { 'application/json': { schema: shown } }
}

/** A response with this content. */
export function response(content: JsonObject | undefined): JsonObject {
  return content === undefined ? { description: '' } : { description: '', content }
}

const idParameter = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }

const collections: readonly (readonly [string, string, string])[] = [
  ['orders', 'Order', 'order'],
  ['products', 'Product', 'product'],
  ['users', 'User', 'user'],
]

/** Starts the shop. Each collection has create, read, update and list; the tested operations come on top. */
export async function startShop(options: ShopOptions = {}): Promise<StartedMock> {
  const { operations: tested = {}, entities: changes = {}, settings, schemas = {}, ...rest } = options
  const paths: Record<string, Record<string, unknown>> = {}
  const operations: Record<string, OperationFacts> = {}
  const entities: Record<string, EntityFacts> = {}
  const add = (
    id: string,
    method: string,
    path: string,
    operation: JsonObject,
    facts: Record<string, unknown>,
  ) => {
    paths[path] = { ...paths[path], [method]: { operationId: id, ...operation } }
    operations[id] = {
      declaredAt: `/paths/${path.replaceAll('/', '~1')}/${method}/x-persistence`,
      ...facts,
      method,
      path,
    } as OperationFacts
  }
  for (const [entity, schema, one] of collections) {
    const Name = `${one[0]?.toUpperCase()}${one.slice(1)}`
    entities[entity] = {
      schemas: [`#/components/schemas/${schema}`],
      key: 'id',
      generateKey: 'uuid',
      ...changes[entity],
    }
    const body = { required: true, content: json(schema) }
    const item = `/${entity}/{id}`
    add(
      `create${Name}`,
      'post',
      `/${entity}`,
      { requestBody: body, responses: { '201': response(json(schema)) } },
      { action: 'create', entity },
    )
    add(
      `list${Name}s`,
      'get',
      `/${entity}`,
      {
        responses: {
          '200': response(json({ type: 'array', items: { $ref: `#/components/schemas/${schema}` } })),
        },
      },
      { action: 'list', entity },
    )
    add(
      `read${Name}`,
      'get',
      item,
      { parameters: [idParameter], responses: { '200': response(json(schema)) } },
      { action: 'read', entity, key: 'id' },
    )
    add(
      `change${Name}`,
      'patch',
      item,
      { parameters: [idParameter], requestBody: body, responses: { '200': response(json(schema)) } },
      { action: 'update', entity, key: 'id', merge: 'merge' },
    )
  }
  for (const [entity, facts] of Object.entries(changes))
    if (!Object.hasOwn(entities, entity)) entities[entity] = facts as EntityFacts
  for (const [
    id,
    { facts, method = 'post', path = '/tested', responses, requestBody, parameters },
  ] of Object.entries(tested)) {
    const takesBody = method !== 'get' && method !== 'delete' && requestBody !== null
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name)
    const inPath = names.map((name) => ({ ...idParameter, name }))
    add(
      id,
      method,
      path,
      {
        parameters: [...inPath, ...(parameters ?? [])],
        ...(takesBody && { requestBody: requestBody ?? { content: anything } }),
        responses: responses ?? { '200': response(anything) },
      },
      facts,
    )
  }
  const app = createMockApp({
    contract: {
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      paths,
      components: { schemas: { Order: order, Product: product, User: user, ...schemas } },
    } as unknown as JsonObject,
    operations,
    entities,
    ...(settings && { settings }),
    log: silentLogger,
    ...rest,
  })
  return startMock(app)
}

/** The facts of a program with one rule. */
export function program(steps: readonly JsonObject[], rest: JsonObject = {}): Record<string, unknown> {
  return { action: 'program', rules: [{ steps, ...rest }] }
}

/** An order of two steps: the order, and what it takes from the stock. */
export const orderSteps: readonly JsonObject[] = [
  {
    as: 'order',
    entity: 'orders',
    action: 'create',
    data: { productId: '{{ request.body.productId }}', quantity: '{{ request.body.quantity }}' },
  },
  {
    as: 'stock',
    entity: 'products',
    action: 'update',
    key: '{{ request.body.productId }}',
    validate: [{ when: 'current.quantity >= request.body.quantity', status: 409, message: 'out of stock' }],
    data: { quantity: '{{ current.quantity - request.body.quantity }}' },
  },
]
