// What has to exist before a record can: its parents in the path and the records it refers to, created on first use.
import { tokensOf } from '../../pointers.js'
import { shapeOf } from '../../read/paths.js'
import type { SchemaView } from '../../read/schema-view.js'
import { camelCase, singularWords, wordsOf } from '../../read/words.js'
import { Encoded, stringLiteral } from '../encode.js'
import type { Printable, PrintableRecord } from '../print-literal.js'
import type { AnyEntityOperation, EntityOperation, EntityOperations } from './entity-operations.js'
import type { SmokeSchemas } from './smoke-schemas.js'
import { placeOf, type SmokeScript } from './smoke-script.js'

/** The API that smoke tests walk through. */
export interface SmokeApi {
  readonly schemas: SmokeSchemas
  readonly entities: ReadonlyMap<string, EntityOperations>
}

/** Statuses of success that creating prefers; the runtime's order. */
export const createdStatuses: readonly number[] = [201, 200, 202, 204]

/** The records around the one that a smoke test is about. */
export interface SmokeParents {
  /** Variables with the values of an operation's scope, in its order; undefined when a parent that must be cannot be created. */
  scope(of: EntityOperations, operation: AnyEntityOperation): readonly string[] | undefined
  /** Variables with the first parts of the key, which the path of a create holds; undefined as for the scope. */
  held(of: EntityOperations, operation: EntityOperation<'create'>): readonly string[] | undefined
  /**
   * The properties of a record that must refer to others that exist, for a request body; undefined when one that it requires
   * cannot be created.
   */
  references(
    of: EntityOperations,
    operation: EntityOperation<'create'> | EntityOperation<'update'>,
  ): PrintableRecord | undefined
}

export function createSmokeParents(api: SmokeApi, script: SmokeScript, subject: string): SmokeParents {
  const { schemas, entities } = api
  const items = itemPathsOf(entities)
  const keys = new Map<string, string>()
  const places = new Map<string, string>()
  const open = new Set([subject])

  function scope(of: EntityOperations, operation: AnyEntityOperation): readonly string[] | undefined {
    const { path, scope = [] } = operation.facts
    const variables = scope.map((parameter, index) => {
      const place = placeIn(path, parameter)
      // All values together identify the parent, so the last one is its key.
      const parent = index === scope.length - 1 ? of.entity.facts.parent : undefined
      const made = places.get(place) ?? parentKey(parent ?? items.get(place), parameter)
      const variable = made ?? (parent === undefined ? sample(operation, parameter) : undefined)
      if (variable !== undefined) places.set(place, variable)
      return variable
    })
    return variables.every((variable) => variable !== undefined) ? variables : undefined
  }

  function held(of: EntityOperations, operation: EntityOperation<'create'>): readonly string[] | undefined {
    const { path, key = [] } = operation.facts
    const relationships = new Map(Object.entries(of.entity.facts.relationships ?? {}))
    const variables = key.map((parameter, index) => {
      const place = placeIn(path, parameter)
      const referred = relationships.get(of.leading[index] ?? '')
      const made = referred === undefined ? places.get(place) : keyOf(referred.entity, parameter)
      if (referred !== undefined) return made
      const variable = made ?? parentKey(items.get(place), parameter) ?? sample(operation, parameter)
      places.set(place, variable)
      return variable
    })
    return variables.every((variable) => variable !== undefined) ? variables : undefined
  }

  function parentKey(entity: string | undefined, name: string): string | undefined {
    return entity === undefined ? undefined : keyOf(entity, name)
  }

  // The variable that holds the key of a record of the entity; undefined when none can be created, or it is being created.
  function keyOf(name: string, hint: string): string | undefined {
    const known = keys.get(name)
    const of = entities.get(name)
    if (known !== undefined || of === undefined || open.has(name)) return known
    // Who refers to such a record shares the other parts of its key, which samples do not.
    if (of.leading.length > 0) return undefined
    open.add(name)
    const variable = createOne(of, hint) ?? putOne(of)
    open.delete(name)
    if (variable !== undefined) keys.set(name, variable)
    return variable
  }

  function createOne(of: EntityOperations, hint: string): string | undefined {
    const { create } = of
    if (create === undefined) return undefined
    const { name } = of.entity
    const { input } = create.facts
    const place = schemas.keyPlace(create.declared, createdStatuses, create.facts, of)
    if (place === undefined) return undefined
    const around = surroundings(of, create)
    if (around === undefined) return undefined
    const record = script.variable(camelCase(singularWords(wordsOf(name))))
    const request = { path: pathOf(create, around.scope), body: nest(input, around.references) }
    script.call(create.id, request, `const ${record} = success(`, ')')
    const variable = script.variable(hint)
    script.add(`const ${variable} = pick(${record}, ${placeOf(place)})`)
    return variable
  }

  // Under a key of the client's choice.
  function putOne(of: EntityOperations): string | undefined {
    const { upsert } = of
    const parameter = upsert?.facts.key
    const around = upsert && surroundings(of, upsert)
    if (upsert === undefined || typeof parameter !== 'string' || around === undefined) return undefined
    const { input } = upsert.facts
    const { key } = of
    const variable = sample(upsert, parameter)
    const holdsKey = schemas.requested(upsert.declared, input)?.properties.has(key)
    const body = { ...around.references, ...(holdsKey && { [key]: new Encoded(variable) }) }
    const request = { path: pathOf(upsert, around.scope, [variable]), body: nest(input, body) }
    script.call(upsert.id, request, 'success(', ')')
    return variable
  }

  function surroundings(
    of: EntityOperations,
    operation: EntityOperation<'create'> | EntityOperation<'update'>,
  ): { readonly scope: readonly string[]; readonly references: PrintableRecord } | undefined {
    const around = scope(of, operation)
    const referred = around && references(of, operation)
    return around && referred && { scope: around, references: referred }
  }

  function references(
    of: EntityOperations,
    operation: EntityOperation<'create'> | EntityOperation<'update'>,
  ): PrintableRecord | undefined {
    const requested = schemas.requested(operation.declared, operation.facts.input)
    const body = new Map<string, Printable>()
    for (const [property, { entity, required, enforce }] of Object.entries(
      of.entity.facts.relationships ?? {},
    )) {
      if (enforce === false) continue
      const view = requested?.properties.has(property) ? schemas.property(requested, property) : undefined
      if (view === undefined || view.readOnly) continue
      const variable = keyOf(entity, property)
      if (variable === undefined && (required === true || requested?.required.has(property))) return undefined
      body.set(property, reference(variable, view))
    }
    return Object.fromEntries(body)
  }

  // The value that `send` would choose for this operation, so that all operations of the walk agree on it.
  function sample(operation: AnyEntityOperation, parameter: string): string {
    const variable = script.variable(parameter)
    const parameters = `mock.sample(${stringLiteral(operation.id)}).parameters`
    script.add(`const ${variable} = pick(${parameters}, ${placeOf(['path', parameter])})`)
    return variable
  }

  return { scope, held, references }
}

/** The path parameters of a request: the scope's, and those of the key, or of the first parts of it. */
export function pathOf(
  operation: AnyEntityOperation,
  scope: readonly string[],
  keys: readonly string[] = [],
): PrintableRecord | undefined {
  const values = (operation.facts.scope ?? []).map((name, i) => [name, scope[i]] as const)
  const held = [operation.facts.key ?? []].flat().map((name, i) => [name, keys[i]] as const)
  const given = [...values, ...held].flatMap(([name, variable]) =>
    variable === undefined ? [] : [[name, new Encoded(variable)] as const],
  )
  return given.length === 0 ? undefined : Object.fromEntries(given)
}

/** The properties under the names of a JSON pointer, `{ book: … }` for `/book`; undefined when there are none. */
export function nest(pointer: string | undefined, properties: PrintableRecord): PrintableRecord | undefined {
  if (Object.keys(properties).length === 0) return undefined
  return tokensOf(pointer ?? '').reduceRight<PrintableRecord>(
    (inner, name) => ({ [name]: inner }),
    properties,
  )
}

// `undefined` keeps `send` from filling in a sample key, which would refer to nothing.
function reference(variable: string | undefined, view: SchemaView): Printable {
  if (variable === undefined) return new Encoded('undefined')
  return view.type === 'array' ? [new Encoded(variable)] : new Encoded(variable)
}

// Where a parameter stands: the path up to it.
function placeIn(path: string, parameter: string): string {
  return shapeOf(path.slice(0, path.indexOf(`{${parameter}}`) + parameter.length + 2))
}

function itemPathsOf(entities: ReadonlyMap<string, EntityOperations>): ReadonlyMap<string, string> {
  const known = itemPathsOfApis.get(entities)
  if (known !== undefined) return known
  const made = itemPaths(entities)
  itemPathsOfApis.set(entities, made)
  return made
}

// Each entity has a walk of its own, and all walk through the same API.
const itemPathsOfApis = new WeakMap<ReadonlyMap<string, EntityOperations>, ReadonlyMap<string, string>>()

function itemPaths(entities: ReadonlyMap<string, EntityOperations>): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const [name, { read, update, delete: remove }] of entities) {
    for (const operation of [read, update, remove]) {
      if (operation?.facts.key !== undefined) paths.set(shapeOf(operation.facts.path), name)
    }
  }
  return paths
}
