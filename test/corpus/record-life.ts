// The life of one record of a collection: created, read, listed, changed, removed; and of its parents before it.
import type { Json, OperationsFacts } from '@mockgen/runtime'
import { bodyAbout } from './put-records.js'
import { type RunningMock, valueAt } from './sandboxes.js'
import { type Bound, expectNone, findBound, keyName, recordIn, send, type Walk } from './walk.js'

/** Operations of one entity that share a scope, by what they do. */
export interface RecordLife {
  readonly entity: string
  /** Property that identifies a record. */
  readonly key: string
  readonly create: Bound<'create'>
  readonly reads: readonly Bound<'read'>[]
  readonly lists: readonly Bound<'list'>[]
  readonly updates: readonly Bound<'update'>[]
  readonly deletes: readonly Bound<'delete'>[]
}

/** The lives that begin with an operation which creates a record and is answered with its key. */
export function findRecordLives({ operations, entities }: RunningMock): readonly RecordLife[] {
  return Object.entries(entities).flatMap(([entity, { singleton }]) => {
    if (singleton !== undefined) return []
    return creates(operations, entity).map((create): RecordLife => {
      const depth = create.facts.scope?.length ?? 0
      return {
        entity,
        key: keyName(entities, entity) ?? 'id',
        create,
        reads: findBound(operations, 'read', entity, depth),
        lists: findBound(operations, 'list', entity, depth),
        updates: findBound(operations, 'update', entity, depth),
        deletes: findBound(operations, 'delete', entity, depth),
      }
    })
  })
}

/** Operations that create a record under the key in their path, or change the one that is there. */
export function findUpserts(operations: OperationsFacts): readonly Bound<'update'>[] {
  return Object.entries(operations).flatMap(([id, facts]) =>
    facts.action === 'update' && facts.upsert === true && facts.key !== undefined ? [{ id, facts }] : [],
  )
}

/** Leads a record through its life; rejects with what went wrong. */
export async function leadRecord(walk: Walk, life: RecordLife): Promise<void> {
  const scope = await scopeOf(walk, life.create)
  const key = await createRecord(walk, life, scope)
  const read = life.reads.find(({ facts }) => facts.key !== undefined)
  if (read === undefined) return
  if (key === undefined) throw new Error(`nothing tells the key of what ${life.create.id} has created`)
  const record = recordIn((await send(walk, read, { scope, key })).body, read.facts)
  await findInLists(walk, life, scope, { key, record })
  for (const update of life.updates) {
    if (update.facts.options?.key !== undefined) continue
    const sample = walk.running.mock.sample(update.id).body
    // Without a key in the path the record in the body says which one is changed.
    const about = update.facts.key === undefined && {
      body: bodyAbout(walk.running, update.facts, sample, [key]),
    }
    await send(walk, update, { scope, key, ...about })
    await send(walk, read, { scope, key })
  }
  const remove = life.deletes.find(({ facts }) => facts.key !== undefined)
  if (remove === undefined) return
  await send(walk, remove, { scope, key })
  await expectNone(walk, read, { scope, key })
}

/** Writes a record twice under a key that the client chose: created, then changed; then read and removed. */
export async function leadUpsert(walk: Walk, upsert: Bound<'update'>): Promise<void> {
  const { scope, key } = await upsertRecord(walk, upsert)
  await send(walk, upsert, { scope, key })
  for (const action of ['read', 'delete'] as const) {
    const [next] = findBound(walk.running.operations, action, upsert.facts.entity, scope.length)
    if (next !== undefined) await send(walk, next, { scope, key })
  }
}

/**
 * The values of the scope that an operation works in. A parent that the mock keeps must exist, so it is created; for all
 * others, any values that the path allows will do in each step.
 */
export async function scopeOf(
  walk: Walk,
  { id, facts }: Bound<'create'> | Bound<'update'> | Bound<'read'>,
): Promise<readonly Json[]> {
  const { operations, entities, mock } = walk.running
  const { path } = mock.sample(id).parameters
  const sampled = (facts.scope ?? []).map((name) => path[name] ?? null)
  const parent = entities[facts.entity]?.parent
  if (parent === undefined) return sampled
  const [life] = findRecordLives(walk.running).filter(({ entity }) => entity === parent)
  if (life !== undefined) {
    const scope = await scopeOf(walk, life.create)
    const key = await createRecord(walk, life, scope)
    return key === undefined ? sampled : [...scope, key]
  }
  const upsert = findUpserts(operations).find(({ facts }) => facts.entity === parent)
  if (upsert === undefined) return sampled
  const { scope, key } = await upsertRecord(walk, upsert)
  return [...scope, key]
}

/** The key of a new record; undefined where neither an answer nor the client says what it is. */
async function createRecord(
  walk: Walk,
  life: RecordLife,
  scope: readonly Json[],
): Promise<string | number | undefined> {
  const { id, facts } = life.create
  const created = await send(walk, life.create, { scope })
  const sent = walk.running.mock.sample(id).body
  const [list] = life.lists
  return (
    keyOf(recordIn(created.body, facts), life) ??
    keyOf(list && (await listRecords(walk, list, scope)).at(-1), life) ??
    keyOf(valueAt(sent, facts.inputItems === undefined ? facts.input : `${facts.inputItems}/0`), life)
  )
}

async function upsertRecord(
  walk: Walk,
  upsert: Bound<'update'>,
): Promise<{ readonly scope: readonly Json[]; readonly key: Json }> {
  const scope = await scopeOf(walk, upsert)
  const parameter = typeof upsert.facts.key === 'string' ? upsert.facts.key : ''
  const key = walk.running.mock.sample(upsert.id).parameters.path[parameter]
  if (key === undefined) throw new Error(`${upsert.id} has no sample of its key`)
  await send(walk, upsert, { scope, key })
  return { scope, key }
}

async function findInLists(
  walk: Walk,
  life: RecordLife,
  scope: readonly Json[],
  { key, record }: { readonly key: Json; readonly record: unknown },
): Promise<void> {
  for (const list of life.lists) {
    const found = await listRecords(walk, list, scope)
    if (isSelected(walk, list, record) && !found.some((item) => keyOf(item, life) === key))
      throw new Error(`${list.id} does not list the new record`)
  }
}

// What a list must be asked for may be other records than this one: only collaborations that are pending.
function isSelected({ running }: Walk, { id, facts }: Bound<'list'>, record: unknown): boolean {
  const { query } = running.mock.sample(id).parameters
  return Object.entries(facts.filters ?? {}).every(([name, filter]) => {
    const held = typeof filter === 'string' ? valueAt(record, `/${filter}`) : undefined
    const wanted: readonly unknown[] = [query[name] ?? []].flat()
    return wanted.length === 0 || wanted.includes(held)
  })
}

async function listRecords(
  walk: Walk,
  list: Bound<'list'>,
  scope: readonly Json[],
): Promise<readonly unknown[]> {
  const items = valueAt((await send(walk, list, { scope })).body, list.facts.items)
  return Array.isArray(items) ? items : []
}

function creates(operations: OperationsFacts, entity: string): readonly Bound<'create'>[] {
  return Object.entries(operations).flatMap(([id, facts]) =>
    facts.action === 'create' && facts.entity === entity ? [{ id, facts }] : [],
  )
}

function keyOf(record: unknown, life: Pick<RecordLife, 'key'>): string | number | undefined {
  const key = valueAt(record, `/${life.key}`)
  return typeof key === 'string' || typeof key === 'number' ? key : undefined
}
