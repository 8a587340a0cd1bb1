// The registry of the contract's schemas in normal form: made when first asked for, one id for each schema and mode.
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { ContractProblem, TellProblem } from '../contract.js'
import { type Place, type References, referenceOf } from '../references.js'
import { createChildren } from './children.js'
import { discriminatorProperty, discriminatorValue } from './discriminator.js'
import { type Children, normaliseSchema } from './normalise-schema.js'
import type { Schema, SchemaMode, SchemaObject } from './schema.js'

export interface Schemas {
  /** The id of the schema behind a reference; undefined when there is none. Ids are absolute URIs without a fragment. */
  id(reference: string, mode: SchemaMode): string | undefined
  /** The normal form for an id, always the same object; throws for an id that the registry did not give. */
  get(id: string): Schema
  /** The id of a schema that `get` gave; undefined for one inside it. */
  idOf(schema: SchemaObject): string | undefined
  /** The name of the component that a schema which `get` gave is; undefined for one that stands elsewhere. */
  nameOf(schema: SchemaObject): string | undefined
  /** Adds a problem of a schema that `get` gave, once; schemas from elsewhere are not part of the document. */
  report(schema: SchemaObject, reason: string): void
  /** What was ignored because it makes no sense, in the order of discovery. */
  readonly problems: readonly ContractProblem[]
}

/** Dynamic anchors that are in scope: name → pointer; the outermost of equal names holds (JSON Schema 2020-12, 7.7). */
type Scope = Readonly<Record<string, string>>

interface Entry {
  readonly id: string
  readonly place: Place
  readonly mode: SchemaMode
  readonly scope: Scope
  /** True for the schema without its oneOf and anyOf, and without the schemas that extend it. */
  readonly isParent: boolean
  schema?: Schema
}

const noScope: Scope = {}
/** Problems that are remembered. */
const maxProblems = 1_000

/** Makes the registry; `tell` is told each problem when it is found. */
export function createSchemas(references: References, document: JsonObject, tell: TellProblem): Schemas {
  const keepsSiblings = !String(document.openapi).startsWith('3.0')
  const children = createChildren(references, document)
  const byKey = new Map<string, Entry>()
  const byId = new Map<string, Entry>()
  const ids = new WeakMap<SchemaObject, string>()
  const problems: ContractProblem[] = []

  function choiceOf(place: Place, enterChild: (pointer: string) => string | undefined): Children | undefined {
    const extending = children.of(place.pointer)
    const found = extending.flatMap(({ pointer, values }) => {
      const id = values.length === 0 ? undefined : enterChild(pointer)
      return id === undefined ? [] : [{ branch: { $ref: id }, values }]
    })
    const property = discriminatorProperty(place.value)
    if (found.length === 0 || property === undefined) return undefined
    const [branches, values] = [found.map(({ branch }) => branch), found.map((one) => one.values)]
    const references = [place.pointer, ...extending.map(({ pointer }) => pointer)]
    return { choice: { property, branches, values }, references }
  }

  function enter(place: Place, mode: SchemaMode, outer: Scope, isParent: boolean): string {
    const scope = scopeInside(place, outer)
    const key = `${mode} ${isParent} ${JSON.stringify(scope)} ${place.pointer}`
    const known = byKey.get(key)
    if (known !== undefined) return known.id
    const entry: Entry = { id: `mock://${mode}/${byId.size}`, place, mode, scope, isParent }
    byKey.set(key, entry)
    byId.set(entry.id, entry)
    return entry.id
  }

  function normalise(entry: Entry): Schema {
    const { place, mode, scope } = entry
    const find = (reference: string) => references.schema(reference, place.pointer)
    const target = (found: Place | undefined, isParent = false) =>
      found && enter(found, mode, scope, isParent)
    return normaliseSchema(entry.isParent ? withoutBranches(place.value) : place.value, {
      mode,
      keepsSiblings,
      id: (reference) => target(find(reference)),
      parentId: (reference) => {
        const found = find(reference)
        const isMutual =
          found !== undefined &&
          (hasBranch(found.value, place.pointer, references) ||
            children.of(found.pointer).some(({ pointer }) => pointer === place.pointer))
        return isMutual ? target(found, true) : undefined
      },
      dynamicId: (reference) => target(find(scope[reference.slice(1)] ?? reference)),
      source: (reference) => find(reference)?.value,
      tags: tagsOf(place, find),
      children: entry.isParent ? undefined : choiceOf(place, (pointer) => target(references.schema(pointer))),
      problem: (reason) => report(place.pointer, reason),
    })
  }

  function report(pointer: string, reason: string): void {
    const isKnown = problems.some((problem) => problem.pointer === pointer && problem.reason === reason)
    if (isKnown || problems.length >= maxProblems) return
    const problem = { pointer, reason }
    problems.push(problem)
    tell(problem)
  }

  const entryOf = (schema: SchemaObject) => byId.get(ids.get(schema) ?? '')

  return {
    id: (reference, mode) => {
      const place = references.schema(reference)
      return place && enter(place, mode, noScope, false)
    },
    get: (id) => {
      const entry = byId.get(id)
      if (entry === undefined) throw new Error(`unknown schema ${id}`)
      if (entry.schema === undefined) {
        entry.schema = normalise(entry)
        if (typeof entry.schema === 'object') ids.set(entry.schema, id)
      }
      return entry.schema
    },
    idOf: (schema) => ids.get(schema),
    nameOf: (schema) => /^#\/components\/schemas\/([^/]+)$/.exec(entryOf(schema)?.place.pointer ?? '')?.[1],
    report: (schema, reason) => {
      const pointer = entryOf(schema)?.place.pointer
      if (pointer !== undefined) report(pointer, reason)
    },
    problems,
  }
}

function scopeInside(place: Place, outer: Scope): Scope {
  const { value, pointer } = place
  if (!isObject(value)) return outer
  const found: [string, string][] = []
  if (typeof value.$dynamicAnchor === 'string') found.push([value.$dynamicAnchor, pointer])
  if (isObject(value.$defs)) {
    for (const [name, schema] of Object.entries(value.$defs)) {
      if (!isObject(schema) || typeof schema.$dynamicAnchor !== 'string') continue
      const token = name.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('%', '%25')
      found.push([schema.$dynamicAnchor, `${pointer}/$defs/${token}`])
    }
  }
  return found.length === 0 ? outer : Object.fromEntries([...found, ...Object.entries(outer)])
}

function withoutBranches(value: Json): Json {
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'oneOf' && key !== 'anyOf'))
}

function hasBranch(value: Json, pointer: string, references: References): boolean {
  if (!isObject(value)) return false
  return [value.oneOf, value.anyOf].some(
    (branches) =>
      Array.isArray(branches) &&
      branches.some((branch: Json) => {
        const reference = referenceOf(branch)
        return reference !== undefined && references.schema(reference)?.pointer === pointer
      }),
  )
}

// A schema that extends one with a discriminator is known to it by a value; so is the base itself.
function tagsOf(
  place: Place,
  find: (reference: string) => Place | undefined,
): ReadonlyMap<string, string> | undefined {
  const { value } = place
  if (!isObject(value)) return undefined
  const parts = Array.isArray(value.allOf) ? value.allOf : []
  const bases = parts.map((part: Json) => {
    const reference = referenceOf(part)
    return reference === undefined ? undefined : find(reference)?.value
  })
  const tags = [...bases, value].flatMap((base): [string, string][] => {
    const property = discriminatorProperty(base)
    const tag = isObject(base) && property ? discriminatorValue(base, place.pointer) : undefined
    return property === undefined || tag === undefined ? [] : [[property, tag]]
  })
  return tags.length === 0 ? undefined : new Map(tags)
}
