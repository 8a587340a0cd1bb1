// The life of a record of each entity, as a client would lead it: created, read, listed, changed, removed.
import type { BindingFacts, EntitiesFacts, Json, OperationFacts, OperationsFacts } from '@mockgen/runtime'
import type { SentReply } from '@mockgen/runtime/testing'
import type { IndependentContract } from '../support/independent-contract.js'
import { inSandbox, type RunningMock, type TrialSandbox, valueAt } from './sandboxes.js'

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

/** Everything that a walk needs: the mock, a sandbox of its own, and who else there is. */
interface Walk {
  readonly running: RunningMock
  readonly sandbox: TrialSandbox
  readonly operations: OperationsFacts
  readonly judge: IndependentContract
  readonly lives: readonly Life[]
  readonly upserts: readonly Bound<'update'>[]
}

/** Leads a record of each entity through its life, each in a sandbox of its own; answers what went wrong. */
export async function leadLives(
  running: RunningMock,
  judge: IndependentContract,
): Promise<{ readonly walked: readonly string[]; readonly complaints: readonly string[] }> {
  const { operations } = running
  const lives = findLives(operations, running.entities)
  const upserts = findUpserts(operations)
  const ways = [
    ...lives.map((life) => ({ entity: life.entity, lead: (walk: Walk) => leadLife(walk, life) })),
    ...upserts.map((upsert) => ({
      entity: upsert.facts.entity,
      lead: (walk: Walk) => leadByUpsert(walk, upsert),
    })),
  ]
  const complaints: string[] = []
  for (const { entity, lead } of ways) {
    try {
      await inSandbox(running, (sandbox) => lead({ running, sandbox, operations, judge, lives, upserts }))
    } catch (error) {
      complaints.push(`${entity}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { walked: ways.map(({ entity }) => entity), complaints }
}

async function leadLife(walk: Walk, life: Life): Promise<void> {
  const scope = await scopeOf(walk, life.create, life.parent)
  const key = await createRecord(walk, life, scope)
  if (life.read === undefined || key === undefined) return
  await send(walk, life.read, scope, key)
  if (life.list !== undefined) {
    const found = await listRecords(walk, life, scope)
    if (!found.some((item) => keyOf(item, life) === key))
      throw new Error(`${life.list.id} does not list the new record`)
  }
  if (life.update?.facts.key !== undefined) await send(walk, life.update, scope, key)
  if (life.delete === undefined) return
  await send(walk, life.delete, scope, key)
  const gone = await walk.sandbox.send(life.read.id, { path: pathOf(life.read.facts, scope, key) })
  if (gone.status < 400) throw new Error(`${life.read.id} answers ${gone.status} after the delete`)
}

/** The key of a new record; undefined where neither an answer nor the client says what it is. */
async function createRecord(
  walk: Walk,
  life: Life,
  scope: readonly Json[],
): Promise<string | number | undefined> {
  const created = await send(walk, life.create, scope)
  const sent = valueAt(walk.running.mock.sample(life.create.id).body, life.create.facts.input)
  return (
    keyOf(valueAt(created.body, life.create.facts.output), life) ??
    keyOf((await listRecords(walk, life, scope)).at(-1), life) ??
    keyOf(sent, life)
  )
}

// Written twice under one key that the client chose: created, then changed; then read and removed.
async function leadByUpsert(walk: Walk, upsert: Bound<'update'>): Promise<void> {
  const { scope, key } = await upsertRecord(walk, upsert)
  await send(walk, upsert, scope, key)
  for (const action of ['read', 'delete'] as const) {
    const next = findBound(walk.operations, action, upsert.facts.entity, scope.length)
    if (next !== undefined) await send(walk, next, scope, key)
  }
}

async function upsertRecord(
  walk: Walk,
  upsert: Bound<'update'>,
): Promise<{ readonly scope: readonly Json[]; readonly key: Json }> {
  const parent = walk.running.entities[upsert.facts.entity]?.parent
  const scope = await scopeOf(walk, upsert, parent)
  const parameter = typeof upsert.facts.key === 'string' ? upsert.facts.key : ''
  const key = walk.running.mock.sample(upsert.id).parameters.path[parameter]
  if (key === undefined) throw new Error(`${upsert.id} has no sample of its key`)
  await send(walk, upsert, scope, key)
  return { scope, key }
}

// A parent that the mock keeps must exist; for all others, any values that the path allows will do in each step.
async function scopeOf(
  walk: Walk,
  writer: Bound<'create'> | Bound<'update'>,
  parent: string | undefined,
): Promise<readonly Json[]> {
  const { path } = walk.running.mock.sample(writer.id).parameters
  const sampled = (writer.facts.scope ?? []).map((name) => path[name] ?? null)
  if (parent === undefined) return sampled
  const life = walk.lives.find(({ entity }) => entity === parent)
  if (life !== undefined) {
    const scope = await scopeOf(walk, life.create, life.parent)
    const key = await createRecord(walk, life, scope)
    return key === undefined ? sampled : [...scope, key]
  }
  const upsert = walk.upserts.find(({ facts }) => facts.entity === parent)
  if (upsert === undefined) return sampled
  const { scope, key } = await upsertRecord(walk, upsert)
  return [...scope, key]
}

/** Sends a request about a record; complains about a refusal, and about an answer that the document does not allow. */
async function send(
  walk: Walk,
  { id, facts }: { readonly id: string; readonly facts: OperationFacts & BindingFacts },
  scope: readonly Json[],
  key?: Json,
): Promise<SentReply> {
  const reply = await walk.sandbox.send(id, { path: pathOf(facts, scope, key) })
  if (reply.status >= 300)
    throw new Error(`${facts.action} ${id}: ${reply.status} ${JSON.stringify(reply.body).slice(0, 400)}`)
  const { verdict, findings } = await walk.judge.judge(facts.method, facts.path, reply)
  if (verdict === 'broken')
    throw new Error(`${facts.action} ${id} breaks the contract: ${JSON.stringify(findings[0])}`)
  return reply
}

async function listRecords(walk: Walk, life: Life, scope: readonly Json[]): Promise<readonly unknown[]> {
  if (life.list === undefined) return []
  const items = valueAt((await send(walk, life.list, scope)).body, life.list.facts.items)
  return Array.isArray(items) ? items : []
}

function findUpserts(operations: OperationsFacts): readonly Bound<'update'>[] {
  return Object.entries(operations).flatMap(([id, facts]) =>
    facts.action === 'update' && facts.upsert === true && facts.key !== undefined ? [{ id, facts }] : [],
  )
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
  const key = valueAt(record, `/${life.key}`)
  return typeof key === 'string' || typeof key === 'number' ? key : undefined
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
