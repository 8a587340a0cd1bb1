// `/system/seed`, `/reset`, `/save`, `/load`: the records of a sandbox as a whole.
import { isObject, type Json, type JsonObject } from '../json.js'
import { createSeeds } from '../sandboxes/filling/create-seeds.js'
import type { Seeds } from '../sandboxes/filling/seeds.js'
import { countAll } from './data.js'
import { type Endpoint, type SystemParts, sandboxOf, unknownEntity } from './endpoint.js'
import { json } from './json-reply.js'
import { invalid, readObject, textAt } from './read-json.js'
import { showSnapshot } from './snapshots.js'

type Answer = Endpoint['answer']

/** The snapshot of `save` and `load` without a name. */
const savedName = 'saved'

/** Records of one request: one transaction creates them, and it changes no more. */
const maxRecords = 1_000

/** `POST /system/seed`: creates records as seeds are created, all of them or none. */
export const addRecords: Answer = async (call, parts) => {
  const { entities } = await readObject(call, parts, ['entities'])
  const seeds = readSeeds(entities, parts)
  await sandboxOf(call, parts).use((space) => createSeeds(space, parts.entitiesFacts, seeds))
  const created = Object.entries(seeds).map(([name, records]) => [name, records.length])
  return json(201, { created: Object.fromEntries(created) })
}

/** `POST /system/reset` and `/reseed`: the sandbox is as it began. Answers how many records each entity has then. */
export const resetSandbox: Answer = async (call, parts) => {
  await readObject(call, parts, [])
  const sandbox = sandboxOf(call, parts)
  await sandbox.reset()
  return sandbox.use(async (space) => json(200, { entities: await countAll(space) }))
}

/** `POST /system/save`: a snapshot, in place of the one before. */
export const saveSandbox: Answer = async (call, parts) => {
  const body = await readObject(call, parts, ['name', 'description'])
  const description = textAt(body, 'description')
  const options = description === undefined ? {} : { description }
  const { snapshots } = sandboxOf(call, parts)
  return json(200, showSnapshot(await snapshots.save(textAt(body, 'name') ?? savedName, options)))
}

/** `POST /system/load`: the sandbox is as it was saved. */
export const loadSandbox: Answer = async (call, parts) => {
  const body = await readObject(call, parts, ['name'])
  const { snapshots } = sandboxOf(call, parts)
  return json(200, showSnapshot(await snapshots.restore(textAt(body, 'name') ?? savedName)))
}

function readSeeds(value: Json | undefined, { catalog }: SystemParts): Seeds {
  if (!isObject(value))
    throw invalid(['entities'], 'must be an object of arrays of records, by entity', 'type')
  let count = 0
  for (const [name, records] of Object.entries(value)) {
    const path = ['entities', name]
    if (!catalog.has(name)) throw invalid(path, unknownEntity(name), 'entity')
    if (!Array.isArray(records)) throw invalid(path, 'must be an array of records', 'type')
    count += records.length
    if (count > maxRecords)
      throw invalid(path, `makes more than ${maxRecords} records in one request`, 'maxItems')
  }
  const seeds = Object.entries(value).map(([name, records]) => [name, readRecords(name, records)] as const)
  return Object.fromEntries(seeds)
}

function readRecords(entity: string, records: Json | undefined): readonly JsonObject[] {
  if (!Array.isArray(records)) return []
  return records.map((record: Json, i) => {
    if (isObject(record)) return record
    throw invalid(['entities', entity, i], 'must be a record, an object', 'type')
  })
}
