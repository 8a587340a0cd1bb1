// Uses a running mock as its clients would: every operation once, and the life of a record of each entity.
import type {
  BindingFacts,
  EntitiesFacts,
  Json,
  MockApp,
  OperationFacts,
  OperationsFacts,
} from '@mockgen/runtime'
import type { SendOptions, SentReply, StartedMock } from '@mockgen/runtime/testing'

/** Something that a client would complain about. */
export type Complaint = string

/** Calls each operation with a request that the contract allows; complains about 5xx, refusals and broken contracts. */
export async function exerciseOperations(
  mock: StartedMock,
  contract: MockApp['contract'],
  operations: OperationsFacts,
): Promise<readonly Complaint[]> {
  const complaints: Complaint[] = []
  for (const [id, facts] of Object.entries(operations)) {
    if (!isSatisfiable(mock, contract, id)) continue
    const reply = await mock.send(id)
    if (!isExpected(facts, reply.status)) {
      complaints.push(
        `${id}: a valid request got ${reply.status} ${JSON.stringify(reply.body).slice(0, 400)}`,
      )
    }
    for (const violation of reply.violations) {
      complaints.push(
        `${id}: ${reply.status} breaks the contract at ${violation.pointer}: ${violation.message}`,
      )
    }
  }
  return complaints
}

// A record that nobody created is rightly not found, and a body that may leave its key out does not say what to update.
function isExpected(facts: OperationFacts, status: number): boolean {
  if (status < 400) return true
  if (facts.action === undefined) return false
  return (
    status === 404 ||
    status === 409 ||
    (facts.action === 'update' && facts.key === undefined && status === 400)
  )
}

// Some documents have schemas that nothing satisfies (an allOf of integer and string); no request can obey them.
function isSatisfiable(mock: StartedMock, contract: MockApp['contract'], id: string): boolean {
  const { mediaType, body } = mock.sample(id)
  const declared = contract.operation(id).requestBodies.find((candidate) => candidate.mediaType === mediaType)
  return body === undefined || declared === undefined || declared.validate(body).length === 0
}

/** Operations of one entity that share a scope, by what they do. */
interface Life {
  readonly entity: string
  readonly key: string
  readonly parent: string | undefined
  readonly create: Bound<'create'>
  readonly read: Bound<'read'> | undefined
  readonly list: Bound<'list'> | undefined
  readonly update: Bound<'update'> | undefined
  readonly delete: Bound<'delete'> | undefined
}

type Bound<Action> = {
  readonly id: string
  readonly facts: OperationFacts & Extract<BindingFacts, { action: Action }>
}

/** Creates, reads, lists, updates and deletes a record of each entity that has these; answers what went wrong. */
export async function exerciseLives(
  mock: StartedMock,
  operations: OperationsFacts,
  entities: EntitiesFacts,
): Promise<{ readonly walked: readonly string[]; readonly complaints: readonly Complaint[] }> {
  const complaints: Complaint[] = []
  const lives = findLives(operations, entities)
  const upserts = findUpserts(operations)
  const all = { lives, upserts, entities }
  const walks = [
    ...lives.map((life) => ({ entity: life.entity, walk: () => live(mock, life, all) })),
    ...upserts.map((upsert) => ({
      entity: upsert.facts.entity,
      walk: () => liveByUpsert(mock, upsert, operations, all),
    })),
  ]
  for (const { entity, walk } of walks) {
    try {
      await walk()
    } catch (error) {
      complaints.push(`${entity}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { walked: walks.map(({ entity }) => entity), complaints }
}

function findUpserts(operations: OperationsFacts): readonly Bound<'update'>[] {
  return Object.entries(operations).flatMap(([id, facts]) =>
    facts.action === 'update' && facts.upsert === true && facts.key !== undefined ? [{ id, facts }] : [],
  )
}

// Written twice under one key that the client chose: created, then changed; then read and removed.
async function liveByUpsert(
  mock: StartedMock,
  upsert: Bound<'update'>,
  operations: OperationsFacts,
  walks: Walks,
): Promise<void> {
  const { scope, key } = await upsertRecord(mock, upsert, walks)
  await send(mock, upsert.id, { path: pathOf(upsert.facts, scope, key) }, 'change')
  for (const action of ['read', 'delete'] as const) {
    const next = findBound(operations, action, upsert.facts.entity, scope.length)
    if (next !== undefined) await send(mock, next.id, { path: pathOf(next.facts, scope, key) }, action)
  }
}

async function live(mock: StartedMock, life: Life, walks: Walks): Promise<void> {
  const scope = await scopeOf(mock, { writer: life.create, parent: life.parent }, walks)
  const created = await send(mock, life.create.id, { path: pathOf(life.create.facts, scope) }, 'create')
  const record = at(created.body, life.create.facts.output)
  if (life.read === undefined) return
  const sent = at(mock.sample(life.create.id).body, life.create.facts.input)
  const key =
    keyOf(record, life) ?? keyOf((await listed(mock, life, scope)).at(-1), life) ?? keyOf(sent, life)
  // Nobody can know a key that the mock chose and no answer shows.
  if (key === undefined && created.body === undefined) return
  if (key === undefined) throw new Error(`the answer of ${life.create.id} does not tell the key ${life.key}`)
  await send(mock, life.read.id, { path: pathOf(life.read.facts, scope, key) }, 'read')
  if (life.list !== undefined) {
    const found = await listed(mock, life, scope)
    if (!found.some((item) => keyOf(item, life) === key))
      throw new Error(`${life.list.id} does not list the new record`)
  }
  if (life.update?.facts.key !== undefined) {
    await send(mock, life.update.id, { path: pathOf(life.update.facts, scope, key) }, 'update')
  }
  if (life.delete === undefined) return
  await send(mock, life.delete.id, { path: pathOf(life.delete.facts, scope, key) }, 'delete')
  const gone = await mock.send(life.read.id, { path: pathOf(life.read.facts, scope, key) })
  if (gone.status !== 404) throw new Error(`${life.read.id} answers ${gone.status} after the delete`)
}

// A parent that the mock keeps must exist; for all others, any values that the path allows will do in each step.
async function scopeOf(mock: StartedMock, nested: Nested, walks: Walks): Promise<readonly Json[]> {
  const { path } = mock.sample(nested.writer.id).parameters
  const sampled = (nested.writer.facts.scope ?? []).map((name) => path[name] ?? null)
  if (nested.parent === undefined) return sampled
  const life = walks.lives.find(({ entity }) => entity === nested.parent)
  if (life !== undefined) {
    const scope = await scopeOf(mock, { writer: life.create, parent: life.parent }, walks)
    const created = await send(
      mock,
      life.create.id,
      { path: pathOf(life.create.facts, scope) },
      'create parent',
    )
    const key = await keyOfCreated(mock, life, scope, created)
    return key === undefined ? sampled : [...scope, key]
  }
  const upsert = walks.upserts.find(({ facts }) => facts.entity === nested.parent)
  if (upsert === undefined) return sampled
  const { scope, key } = await upsertRecord(mock, upsert, walks)
  return [...scope, key]
}

/** The operation that writes a record, and the entity whose record it belongs to. */
interface Nested {
  readonly writer: Bound<'create'> | Bound<'update'>
  readonly parent: string | undefined
}

interface Walks {
  readonly lives: readonly Life[]
  readonly upserts: readonly Bound<'update'>[]
  readonly entities: EntitiesFacts
}

async function upsertRecord(
  mock: StartedMock,
  upsert: Bound<'update'>,
  walks: Walks,
): Promise<{ readonly scope: readonly Json[]; readonly key: Json }> {
  const parent = walks.entities[upsert.facts.entity]?.parent
  const scope = await scopeOf(mock, { writer: upsert, parent }, walks)
  const parameter = typeof upsert.facts.key === 'string' ? upsert.facts.key : ''
  const key = mock.sample(upsert.id).parameters.path[parameter]
  if (key === undefined) throw new Error(`${upsert.id} has no sample of its key`)
  await send(mock, upsert.id, { path: pathOf(upsert.facts, scope, key) }, 'create')
  return { scope, key }
}

async function keyOfCreated(
  mock: StartedMock,
  life: Life,
  scope: readonly Json[],
  created: SentReply,
): Promise<string | number | undefined> {
  const record = at(created.body, life.create.facts.output)
  const sent = at(mock.sample(life.create.id).body, life.create.facts.input)
  return keyOf(record, life) ?? keyOf((await listed(mock, life, scope)).at(-1), life) ?? keyOf(sent, life)
}

async function send(mock: StartedMock, id: string, options: SendOptions, step: string): Promise<SentReply> {
  const reply = await mock.send(id, options)
  if (reply.status >= 300)
    throw new Error(`${step} ${id}: ${reply.status} ${JSON.stringify(reply.body).slice(0, 400)}`)
  const [violation] = reply.violations
  if (violation !== undefined)
    throw new Error(`${step} ${id} breaks the contract at ${violation.pointer}: ${violation.message}`)
  return reply
}

async function listed(mock: StartedMock, life: Life, scope: readonly Json[]): Promise<readonly unknown[]> {
  if (life.list === undefined) return []
  const reply = await send(mock, life.list.id, { path: pathOf(life.list.facts, scope) }, 'list')
  const items = at(reply.body, life.list.facts.items)
  return Array.isArray(items) ? items : []
}

function findLives(operations: OperationsFacts, entities: EntitiesFacts): readonly Life[] {
  return Object.entries(operations).flatMap(([id, facts]) => {
    if (facts.action !== 'create') return []
    const { entity } = facts
    const find = <Action extends BindingFacts['action']>(action: Action) =>
      findBound(operations, action, entity, facts.scope?.length ?? 0)
    const { key, parent } = entities[entity] ?? {}
    return [
      {
        entity,
        key: typeof key === 'string' ? key : 'id',
        parent,
        create: { id, facts },
        read: find('read'),
        list: find('list'),
        update: find('update'),
        delete: find('delete'),
      },
    ]
  })
}

function findBound<Action extends BindingFacts['action']>(
  operations: OperationsFacts,
  action: Action,
  entity: string,
  depth: number,
): Bound<Action> | undefined {
  for (const [id, facts] of Object.entries(operations)) {
    if (isBound(facts, action) && facts.entity === entity && (facts.scope?.length ?? 0) === depth)
      return { id, facts }
  }
  return undefined
}

function isBound<Action extends BindingFacts['action']>(
  facts: OperationFacts,
  action: Action,
): facts is Bound<Action>['facts'] {
  return facts.action === action
}

function keyOf(record: unknown, life: Life): string | number | undefined {
  if (typeof record !== 'object' || record === null || !Object.hasOwn(record, life.key)) return undefined
  const key: unknown = Reflect.get(record, life.key)
  return typeof key === 'string' || typeof key === 'number' ? key : undefined
}

function at(value: unknown, pointer = ''): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((found, token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
      return typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
    }, value)
}

function pathOf(
  facts: { readonly scope?: readonly string[]; readonly key?: string | readonly string[] },
  scope: readonly Json[],
  key?: Json,
): Record<string, Json> {
  const values = (facts.scope ?? []).map((name, i) => [name, scope[i] ?? null] as const)
  return Object.fromEntries(
    typeof facts.key !== 'string' || key === undefined ? values : [...values, [facts.key, key]],
  )
}
