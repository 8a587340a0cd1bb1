// Writes one smoke test: the life of a record of one entity, from its parents to its deletion.
import { tokensOf } from '../../pointers.js'
import { Encoded, stringLiteral } from '../encode.js'
import type { Action, EntityOperation, EntityOperations } from './entity-operations.js'
import { createRecord, type Stage } from './smoke-create.js'
import { callList, itemsOf, matching, type WalkedRecord } from './smoke-list.js'
import { createSmokeParents, nest, pathOf, type SmokeApi } from './smoke-parents.js'
import { createSmokeScript, placeOf } from './smoke-script.js'

/** A smoke test. */
export interface SmokeWalk {
  readonly entity: string
  /** What happens to the record, in order: `created`, `read`, … */
  readonly verbs: readonly string[]
  /** The statements, each indented by four. */
  readonly code: string
  /** Ids of the operations that the test calls. */
  readonly operations: ReadonlySet<string>
}

/** The walk of an entity; undefined when no operation creates its records, or one that they need cannot be created. */
export function smokeWalk(api: SmokeApi, of: EntityOperations): SmokeWalk | undefined {
  const script = createSmokeScript()
  const parents = createSmokeParents(api, script, of.entity.name)
  if (of.create === undefined || !isFree(of)) return undefined
  const scope = parents.scope(of, of.create)
  const references = scope && parents.references(of, of.create)
  const held = references && parents.held(of, of.create)
  if (scope === undefined || references === undefined || held === undefined) return undefined
  const stage: Stage = { api, of: usable(of, scope.length), script, parents, scope, held }
  const record = createRecord(stage, of.create, references)
  const verbs =
    record === undefined ? [] : [read, list, update, remove].flatMap((step) => step(stage, record) ?? [])
  return {
    entity: of.entity.name,
    verbs: ['created', ...verbs],
    code: script.code(),
    operations: script.operations,
  }
}

// Rules beyond the schemas may refuse a sample: constraints, states, and references to something else than a key.
function isFree({ entity }: EntityOperations): boolean {
  const { constraints, lifecycle, relationships = {} } = entity.facts
  const byField = Object.values(relationships).some(
    ({ field, enforce }) => field !== undefined && enforce !== false,
  )
  return constraints === undefined && lifecycle === undefined && !byField
}

/** A part of the walk; answers what it did to the record, or undefined when the API cannot do it. */
type Step = (stage: Stage, record: WalkedRecord) => string | undefined

const read: Step = ({ api, of, script, scope }, record) => {
  if (of.read === undefined) return undefined
  const request = { path: pathOf(of.read, scope, keysOf(record)) }
  script.pause()
  const place = api.schemas.keyPlace(of.read.declared, [200], of.read.facts, of)
  if (place === undefined) {
    script.call(of.read.id, request, 'success(', ')')
    return 'read'
  }
  script.call(of.read.id, request, 'const read = success(', ')')
  script.add(`expect(pick(read, ${placeOf(place)})).toEqual(${record.key})`)
  return 'read'
}

const list: Step = ({ api, of, script, scope }, record) => {
  if (of.list === undefined) return undefined
  const { query, finds } = callList(api, of.list, of.key, record.property)
  const request = { path: pathOf(of.list, scope, keysOf(record)), query }
  script.pause()
  if (!finds) {
    script.call(of.list.id, request, 'success(', ')')
    return 'listed'
  }
  script.call(of.list.id, request, 'const listed = success(', ')')
  script.add(`expect(${itemsOf('listed', of.list)}).toContainEqual(${matching(of, record)})`)
  return 'listed'
}

const update: Step = (stage, record) => {
  const { api, of, script, parents, scope } = stage
  const references = of.update && parents.references(of, of.update)
  if (of.update === undefined || references === undefined) return undefined
  const { input } = of.update.facts
  const change = changeOf(stage, of.update)
  // The sample body would give the record another key.
  const requested = api.schemas.requested(of.update.declared, input)
  const keys = [...of.leading, of.key].flatMap((name, i) => {
    const variable = keysOf(record)[i]
    return variable !== undefined && requested?.properties.has(name) ? [[name, new Encoded(variable)]] : []
  })
  const body = {
    ...references,
    ...Object.fromEntries(keys),
    ...(change !== undefined && { [change]: changedText }),
  }
  script.pause()
  const path = pathOf(of.update, scope, keysOf(record))
  script.call(of.update.id, { path, body: nest(input, body) }, 'success(', ')')
  if (change !== undefined && of.read !== undefined) {
    const place = placeOf([...tokensOf(of.read.facts.output ?? ''), change])
    script.call(of.read.id, { path: pathOf(of.read, scope, keysOf(record)) }, 'const changed = success(', ')')
    script.add(`expect(pick(changed, ${place})).toBe(${stringLiteral(changedText)})`)
  }
  return 'changed'
}

const remove: Step = ({ api, of, script, scope }, record) => {
  if (of.delete === undefined) return undefined
  const call = of.list && callList(api, of.list, of.key, record.property)
  script.pause()
  script.call(of.delete.id, { path: pathOf(of.delete, scope, keysOf(record)) }, 'success(', ')')
  if (of.read !== undefined) {
    script.call(of.read.id, { path: pathOf(of.read, scope, keysOf(record)) }, 'const gone = ', '')
    script.add('expect(gone.status).toBe(404)')
  } else if (of.list !== undefined && call?.finds) {
    script.call(
      of.list.id,
      { path: pathOf(of.list, scope, keysOf(record)), query: call.query },
      'const rest = success(',
      ')',
    )
    script.add(`expect(${itemsOf('rest', of.list)}).not.toContainEqual(${matching(of, record)})`)
  }
  return 'deleted'
}

function keysOf({ leading, key }: WalkedRecord): readonly string[] {
  return [...leading, key]
}

const changedText = 'Changed'

// A property that can be changed to a text and that reading the record shows.
function changeOf({ api, of }: Stage, operation: EntityOperation<'update'>): string | undefined {
  const requested = api.schemas.requested(operation.declared, operation.facts.input)
  const shown = of.read && api.schemas.answered(of.read.declared, [200], of.read.facts.output)
  if (requested === undefined || shown === undefined) return undefined
  const {
    key,
    relationships = {},
    unique = [],
    scopeProperties = {},
    timestamps = {},
    version,
  } = of.entity.facts
  const kept = [
    key,
    version,
    Object.keys(relationships),
    unique,
    Object.values(scopeProperties),
    Object.values(timestamps),
  ]
  return api.schemas.changeable(requested, shown, changedText, new Set(kept.flat(2)))
}

// Operations of another scope do not reach the record that was created.
function usable(of: EntityOperations, scope: number): EntityOperations {
  const reaches = <Does extends Action>(operation: EntityOperation<Does> | undefined) =>
    (operation?.facts.scope?.length ?? 0) === scope ? operation : undefined
  return {
    ...of,
    read: reaches(of.read),
    list: reaches(of.list),
    update: reaches(of.update),
    delete: reaches(of.delete),
  }
}
