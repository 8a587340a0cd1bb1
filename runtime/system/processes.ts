// `/system/processes`: records with a lifecycle, counted by their states and removed by their age.
import { parseDateTime } from '../clock.js'
import type { Entity, Timestamp } from '../entities/entity.js'
import type { Lifecycle } from '../entities/life/lifecycle.js'
import { own } from '../entities/properties.js'
import type { JsonObject } from '../json.js'
import type { OpenSpace } from '../sandboxes/open-space.js'
import { type Endpoint, type SystemParts, sandboxOf, unknownEntity } from './endpoint.js'
import { json } from './json-reply.js'
import { durationAt, invalid, readObject, textAt, textsAt } from './read-json.js'

type Answer = Endpoint['answer']

/** An entity whose records have states. */
type Process = Entity & { readonly lifecycle: Lifecycle }

/** `GET /system/processes/stats`: by entity the number of records, in all and by state, and how old the first one is. */
export const processStatistics: Answer = (call, parts) =>
  sandboxOf(call, parts).use(async (space) => {
    const statistics = processes(parts).map(
      async (entity) => [entity.name, await countOf(entity, space)] as const,
    )
    return json(200, { processes: Object.fromEntries(await Promise.all(statistics)) })
  })

/**
 * `POST /system/processes/cleanup`: removes the records in these states that were created at least so long ago. Without states
 * those that nothing leads out of; without an entity every one that has a lifecycle and a time of creation.
 */
export const cleanUpProcesses: Answer = async (call, parts) => {
  const body = await readObject(call, parts, ['entity', 'states', 'olderThan'])
  const meant = meantBy(textAt(body, 'entity'), parts)
  const states = textsAt(body, 'states')
  assertStates(states, meant)
  const ageMs = durationAt(body, 'olderThan')
  if (ageMs === undefined || ageMs < 0)
    throw invalid(['olderThan'], 'must say how old, such as 24h', 'required')
  return sandboxOf(call, parts).use(async (space) => {
    const entities: [name: string, removed: number][] = []
    for (const entity of meant)
      entities.push([entity.name, await removeOld(entity, space, { states, ageMs })])
    const removed = entities.reduce((sum, [, count]) => sum + count, 0)
    return json(200, { removed, entities: Object.fromEntries(entities) })
  })
}

function processes({ catalog }: SystemParts): readonly Process[] {
  return catalog.names.map((name) => catalog.get(name)).filter(isProcess)
}

function isProcess(entity: Entity): entity is Process {
  return entity.lifecycle !== undefined
}

async function countOf(entity: Process, { entities, clock }: OpenSpace): Promise<JsonObject> {
  const records = entities.reader(entity.name)
  const { field, states } = entity.lifecycle
  const { total, by = {} } = await records.count({}, field)
  const byState = new Map([...[...states].map((state) => [state, 0] as const), ...Object.entries(by)])
  const [first] = (await records.list({ limit: 1 })).records
  const createdAt = first && entity.created && timeIn(first.value, entity.created)
  return {
    total,
    states: Object.fromEntries(byState),
    ...(createdAt !== undefined && {
      oldestAgeSeconds: Math.max(0, Math.floor((clock.now() - createdAt) / 1_000)),
    }),
  }
}

function meantBy(name: string | undefined, parts: SystemParts): readonly Process[] {
  const { catalog } = parts
  if (name === undefined) return processes(parts).filter(({ created }) => created !== undefined)
  if (!catalog.has(name)) throw invalid(['entity'], unknownEntity(name), 'entity')
  const entity = catalog.get(name)
  if (!isProcess(entity)) throw invalid(['entity'], `"${name}" has no lifecycle`, 'entity')
  if (entity.created !== undefined) return [entity]
  throw invalid(
    ['entity'],
    `"${name}" has no timestamps.created in its x-persistence, which tells the age`,
    'entity',
  )
}

function assertStates(states: readonly string[] | undefined, meant: readonly Process[]): void {
  const known = new Set(meant.flatMap(({ lifecycle }) => [...lifecycle.states]))
  for (const [i, state] of states?.entries() ?? [])
    if (!known.has(state))
      throw invalid(['states', i], `is no state; there are ${[...known].join(', ')}`, 'enum')
}

async function removeOld(
  { name, lifecycle, created }: Process,
  { entities, clock }: OpenSpace,
  {
    states = finalStates(lifecycle),
    ageMs,
  }: { readonly states: readonly string[] | undefined; readonly ageMs: number },
): Promise<number> {
  if (created === undefined || states.length === 0) return 0
  const value = created.write(clock.now() - ageMs)
  return entities.reader(name).deleteAll({
    where: { [lifecycle.field]: { in: states } },
    compare: [{ property: created.property, operator: 'lte', value }],
  })
}

/** The states that nothing leads out of. */
function finalStates({ states, transitions }: Lifecycle): readonly string[] {
  return [...states].filter((state) => !transitions.some(({ from }) => from.has(state)))
}

/** Epoch milliseconds of a time that the runtime has written into a record; undefined for anything else. */
function timeIn(record: JsonObject, { property, write }: Timestamp): number | undefined {
  const value = own(record, property)
  if (typeof value === 'number') return write(1_000) === 1 ? value * 1_000 : value
  if (typeof value !== 'string') return undefined
  return parseDateTime(value.includes('T') ? value : `${value}T00:00:00Z`)
}
