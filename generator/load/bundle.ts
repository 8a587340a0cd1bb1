// Bundles the files of a document into one: references lead to its own components; what needs no change is shared, not copied.
import type { Json, JsonObject } from '@mockgen/runtime'
import type { Diagnostic } from '../diagnostics.js'
import { isObject } from '../pointers.js'
import { below, createBundleLog, type Position } from './bundle-log.js'
import { type BundleParts, createBundleReferences, type Walk } from './bundle-references.js'
import { checkObject } from './check-object.js'
import type { Dialect } from './check-version.js'
import { type ComponentHomes, createComponentHomes } from './component-homes.js'
import type { DocumentFiles } from './document-files.js'
import { error, type Finding, type LocatedFinding, warning } from './findings.js'
import { type Kind, type Slot, slotOf } from './grammar.js'
import { mapItems, mapValues, nameType, without, withProperties } from './json-edit.js'
import { createOrigins, type Origins } from './origins.js'
import { createResolve, isReference, type Reference } from './reference.js'

export interface Bundle {
  /** References lead inside it only; path items and operations stand in place. */
  readonly document: JsonObject
  readonly origins: Origins
  readonly findings: readonly LocatedFinding[]
  /** Problems of other files that could not be read; they have their places already. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Bundles, and checks every object on the way. Never throws for what the document says. */
export function bundle({ entry, follow }: DocumentFiles, document: JsonObject, dialect: Dialect): Bundle {
  const resolve = createResolve({ entry, follow })
  const homes = createComponentHomes(entry, dialect, resolve)
  const origins = createOrigins(entry)
  const log = createBundleLog()
  const { walk, broken } = createWalk({ entry, resolve, homes, origins, log }, dialect)
  const own = walk.fields(document, 'document', { source: entry, from: [], to: [] })
  const bundled = addComponents(own, homes, origins, walk)
  return { document: bundled, origins, findings: log.findings(), diagnostics: broken() }
}

/** Adds the components that the walk has made of values in other files. */
function addComponents(
  document: JsonObject,
  homes: ComponentHomes,
  origins: Origins,
  walk: Walk,
): JsonObject {
  const sections = new Map<readonly string[], [string, Json][]>()
  // Bundling the content of one component may make further ones; the loop sees them.
  for (const { target, kind, section, name } of homes.made) {
    const to = [...section, name]
    origins.add(to, target)
    const content = walk.one(target.value, kind, { source: target.source, from: target.tokens, to })
    const contents = sections.get(section) ?? []
    contents.push([name, content])
    sections.set(section, contents)
  }
  return [...sections].reduce(
    (bundled, [section, contents]) => withProperties(bundled, section, contents),
    document,
  )
}

/** The walk along the grammar; `broken` answers what was wrong in files that could not be read. */
function createWalk(parts: BundleParts, dialect: Dialect): { walk: Walk; broken(): readonly Diagnostic[] } {
  const { log } = parts
  const walk: Walk = { one, fields, field }
  const references = createBundleReferences(parts, walk)

  function fields(value: JsonObject, kind: Kind, position: Position): JsonObject {
    if (!log.countObject(position)) return value
    const checked = checkObject(kind, value, dialect)
    for (const { finding, tokens } of checked) log.report(finding, tokens.reduce(below, position))
    const ignored = checked.flatMap((one) => one.ignored ?? [])
    // Bundled references count from the document; beside `$id` they would count from the schema.
    if (kind === 'schema' && typeof value.$id === 'string') ignored.push('$id')
    return mapValues(without(value, ignored), (child, name) => field(child, name, kind, position))
  }

  function field(child: Json, name: string, kind: Kind, position: Position): Json {
    const inside = slotOf(kind, name)
    if (inside !== undefined) return slot(child, inside, below(position, name))
    if (name === 'type' && kind === 'schema') return nameNull(child)
    if (name === 'description' && isReference(child)) return text(child, below(position, name))
    if (name === 'discriminator' && isObject(child) && kind === 'schema') {
      return references.discriminator(child, below(position, name))
    }
    return child
  }

  function slot(value: Json, { kind, form }: Slot, position: Position): Json {
    if (value === null) return empty(form, position)
    if (form === 'one') return one(value, kind, position)
    if (form === 'list') return list(value, kind, position)
    if (isReference(value)) {
      return references.inline(value, position, (map, there) => slot(map, { kind, form }, there))
    }
    if (isObject(value)) {
      return mapValues(value, (child, name) => slot(child, { kind, form: 'one' }, below(position, name)))
    }
    log.report(unexpected('an object', value, kind), position)
    return {}
  }

  /** `responses:` with nothing behind it is null in YAML, and means that there are none. */
  function empty(form: Slot['form'], position: Position): Json {
    const meaning = form === 'list' ? 'an empty list' : 'an empty object'
    log.report(warning('MOCKGEN_SCHEMA', `is null; taken as ${meaning}`, 'Fill it or remove it.'), position)
    return form === 'list' ? [] : {}
  }

  function list(value: Json, kind: Kind, position: Position): Json {
    if (Array.isArray(value)) {
      return mapItems(value, (item, index) => one(item, kind, below(position, String(index))))
    }
    log.report(unexpected('an array', value, kind), position)
    return []
  }

  function one(value: Json, kind: Kind, position: Position): Json {
    if (isReference(value)) return references.refer(value, kind, position)
    if (isObject(value)) return fields(value, kind, position)
    // Boolean schemas: `additionalProperties` in 3.0, everywhere in 3.1. A list of items: JSON Schema before 2020-12.
    if (kind === 'schema' && typeof value === 'boolean') return value
    if (kind === 'schema' && Array.isArray(value) && position.from.at(-1) === 'items') {
      return list(value, kind, position)
    }
    log.report(unexpected('an object', value, kind), position)
    return {}
  }

  function text(reference: Reference, position: Position): Json {
    const value = references.inline(reference, position, (found) => found)
    if (typeof value === 'string') return value
    log.report(unexpected('text', value, 'info'), position)
    return ''
  }

  return { walk, broken: references.broken }
}

/** `type: [string, null]` without quotes is null in YAML; the type is meant. */
function nameNull(type: Json): Json {
  if (type === null) return 'null'
  return Array.isArray(type) ? mapItems(type, (one) => one ?? 'null') : type
}

/** Kinds that a mock can do without: what is wrong there is left out. */
const dispensable: ReadonlySet<Kind> = new Set<Kind>(['encoding', 'example', 'info', 'link', 'tag'])

function unexpected(expected: string, found: Json, kind: Kind): Finding {
  const message = `expected ${expected}, found ${nameType(found)}`
  if (!dispensable.has(kind)) return error('MOCKGEN_SCHEMA', message)
  return warning('MOCKGEN_SCHEMA', `${message}; it is left out`, 'Correct it.')
}
