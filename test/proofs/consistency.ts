// What must hold in a space at any time, whatever was done to it: found by comparing what the store keeps twice.
import type { Entities, EntityTransaction } from '../../runtime/entities/entities.js'
import type { RecordQuery, Records, Scope, StoredRecord } from '../../runtime/entities/records.js'
import { MockError } from '../../runtime/errors.js'
import type { JsonObject } from '../../runtime/json.js'
import { isValue } from './model-values.js'
import type { Key, ModelEntity } from './tasks.js'

/** The entities to look at, by name; records of theirs have no more properties than are compared here. */
export type World = Readonly<Record<string, ModelEntity>>

type Scans = ReadonlyMap<string, readonly JsonObject[]>

/**
 * What is inconsistent, in words; empty when nothing is. Lists by every index are compared with scans; unique values, foreign
 * keys and parents with the records; then a twin of every record is tried, which its claims must refuse, and every record
 * is deleted on trial, which must leave no reference to it. Nothing else may write meanwhile.
 *
 * @param trials Records of each entity with which something is tried, spread over all of them. Default: all.
 */
export async function inconsistencies(
  entities: Entities,
  world: World,
  trials = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const scans = await scan((name) => entities.reader(name), world)
  const problems = [...brokenRules(world, scans)]
  for (const [name, facts] of Object.entries(world))
    for (const record of spread(scans.get(name) ?? [], trials)) {
      const found = await entities.reader(name).read(keyOf(record, facts), scopeOf(record, facts))
      if (found === undefined)
        problems.push(`${name}: ${JSON.stringify(record)} is listed and cannot be read`)
      problems.push(...(await twinProblems(entities, name, facts, record)))
      problems.push(...(await deletionProblems(entities, world, name, record)))
    }
  for (const [name, facts] of Object.entries(world))
    problems.push(...(await indexProblems(entities.reader(name), name, facts, scans.get(name) ?? [])))
  return problems
}

async function scan(recordsOf: (name: string) => Records, world: World): Promise<Scans> {
  const scans = new Map<string, readonly JsonObject[]>()
  for (const name of Object.keys(world))
    scans.set(
      name,
      (await listAll(recordsOf(name), {})).map((record) => record.value),
    )
  return scans
}

/** All records that a query selects, page by page. Throws when there are not as many as the total says. */
export async function listAll(records: Records, query: RecordQuery): Promise<readonly StoredRecord[]> {
  const found: StoredRecord[] = []
  for (;;) {
    const page = await records.list({ ...query, offset: found.length })
    found.push(...page.records)
    if (found.length === page.total) return found
    if (page.records.length === 0) throw new Error(`${found.length} records, and a total of ${page.total}`)
  }
}

// As many of the items as are wanted, at equal distances.
function spread<T>(items: readonly T[], count: number): readonly T[] {
  const step = Math.max(1, Math.ceil(items.length / count))
  return items.filter((_item, i) => i % step === 0)
}

function brokenRules(world: World, scans: Scans): readonly string[] {
  return Object.entries(world).flatMap(([name, facts]) => {
    const records = scans.get(name) ?? []
    return [...duplicates(name, facts, records), ...dangling(name, world, records, scans)]
  })
}

function duplicates(name: string, { unique = [] }: ModelEntity, records: readonly JsonObject[]): string[] {
  return unique.flatMap((constraint) => {
    const properties = [constraint].flat()
    const texts = records
      .map((record) => properties.map((property) => record[property] ?? null))
      .filter((values) => !values.includes(null))
      .map((values) => JSON.stringify(values))
    const repeated = texts.filter((text, i) => texts.indexOf(text) !== i)
    return repeated.map((text) => `${name}: two records have the ${properties.join(' and ')} ${text}`)
  })
}

function dangling(name: string, world: World, records: readonly JsonObject[], scans: Scans): string[] {
  const facts = world[name]
  const references = Object.entries(facts?.relationships ?? {}).map(([property, { entity }]) => ({
    property,
    entity,
  }))
  const inParent = Object.values(facts?.scopeProperties ?? {})
  for (const property of inParent)
    if (facts?.parent !== undefined) references.push({ property, entity: facts.parent })
  return records.flatMap((record) =>
    references
      .filter(({ property, entity }) => {
        const key = record[property] ?? null
        return key !== null && !scans.get(entity)?.some((target) => target[world[entity]?.key ?? ''] === key)
      })
      .map(({ property }) => `${name}: ${JSON.stringify(record)} refers by ${property} to nothing`),
  )
}

async function indexProblems(
  reader: Records,
  name: string,
  facts: ModelEntity,
  records: readonly JsonObject[],
): Promise<readonly string[]> {
  const problems: string[] = []
  const compare = (what: string, found: readonly string[], wanted: readonly string[]) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted))
      problems.push(`${name} ${what}: ${found.join(' ')} instead of ${wanted.join(' ')}`)
  }
  for (const property of facts.indexes ?? [])
    for (const scope of scopesOf(facts, records)) {
      const inScope = records.filter((record) => String(scopeOf(record, facts)) === String(scope))
      const list = async (query: RecordQuery) =>
        (await listAll(reader, { scope, ...query })).map(({ json }) => json)
      for (const value of new Set(inScope.flatMap((record) => record[property] ?? []))) {
        const wanted = inScope.filter((record) => isValue(record[property], value))
        const found = await list({ where: { [property]: value } })
        compare(`by ${property} ${JSON.stringify(value)}`, found, wanted.map(text))
      }
      const sorted = await list({ sort: [{ property, descending: false }] })
      compare(`sorted by ${property}`, sorted.toSorted(), inScope.map(text).toSorted())
    }
  return problems
}

// A record with the same unique values, which must be refused; it is not kept either way.
async function twinProblems(
  entities: Entities,
  name: string,
  facts: ModelEntity,
  record: JsonObject,
): Promise<readonly string[]> {
  const isClaimed = (facts.unique ?? []).some((constraint) =>
    [constraint].flat().every((property) => (record[property] ?? null) !== null),
  )
  if (!isClaimed) return []
  const twin = { ...record, [facts.key]: typeof record[facts.key] === 'number' ? -1 : 'a twin' }
  const refusal = await onTrial(entities, async (unit) => {
    await unit.records(name).create(twin, { scope: scopeOf(record, facts) })
    return undefined
  })
  return refusal === 'MOCK_DUPLICATE'
    ? []
    : [`${name}: a twin of ${JSON.stringify(record)}: ${refusal ?? 'is created'}`]
}

async function deletionProblems(
  entities: Entities,
  world: World,
  name: string,
  record: JsonObject,
): Promise<readonly string[]> {
  const facts = world[name]
  if (facts === undefined) return []
  let problems: readonly string[] = []
  const refusal = await onTrial(entities, async (unit) => {
    await unit.records(name).delete(keyOf(record, facts), scopeOf(record, facts))
    problems = brokenRules(world, await scan((other) => unit.records(other), world))
    return undefined
  })
  const what = `${name}: deleting ${JSON.stringify(record)}`
  if (refusal !== undefined && refusal !== 'MOCK_REFERENCED') return [`${what}: ${refusal}`]
  return problems.map((problem) => `${what}: ${problem}`)
}

class Undo extends Error {}

// Does work in a transaction and undoes it; answers the code of its refusal, if it is refused.
async function onTrial(
  entities: Entities,
  work: (unit: EntityTransaction) => Promise<void>,
): Promise<string | undefined> {
  try {
    await entities.transaction(
      async (unit) => {
        await work(unit)
        throw new Undo()
      },
      { confirm: true },
    )
  } catch (error) {
    if (error instanceof MockError) return error.code
    if (!(error instanceof Undo)) throw error
  }
  return undefined
}

function keyOf(record: JsonObject, { key }: ModelEntity): Key {
  const value = record[key]
  if (typeof value === 'string' || typeof value === 'number') return value
  throw new Error(`${JSON.stringify(record)} has no key`)
}

function scopeOf(record: JsonObject, { scope = [], scopeProperties = {} }: ModelEntity): Scope {
  return scope.map((name) => {
    const value = record[scopeProperties[name] ?? '']
    return typeof value === 'number' ? value : String(value)
  })
}

function scopesOf(facts: ModelEntity, records: readonly JsonObject[]): readonly Scope[] {
  return [
    ...new Map(records.map((record) => [String(scopeOf(record, facts)), scopeOf(record, facts)])).values(),
  ]
}

function text(record: JsonObject): string {
  return JSON.stringify(record)
}
