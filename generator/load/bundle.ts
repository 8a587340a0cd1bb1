// Bundles the files of a document into one: references lead to its own components; what needs no change is shared, not copied.
import type { Json, JsonObject } from '@mockgen/runtime'
import type { Diagnostic } from '../diagnostics.js'
import { isObject, join, toFragment, tokensOf } from '../pointers.js'
import { checkObject } from './check-object.js'
import type { Dialect } from './check-version.js'
import { type ComponentHomes, createComponentHomes } from './component-homes.js'
import type { DocumentFiles } from './document-files.js'
import { error, type Finding, type LocatedFinding, warning } from './findings.js'
import { type Kind, kindAt, type Slot, slotOf } from './grammar.js'
import { mapItems, mapValues, nameType, without, withProperties } from './json-edit.js'
import { createOrigins, type Origins } from './origins.js'
import { createResolve, isReference, type Reference, type Resolve, type Target } from './reference.js'
import type { Source } from './source.js'

export interface Bundle {
  /** References lead inside it only; path items and operations stand in place. */
  readonly document: JsonObject
  readonly origins: Origins
  readonly findings: readonly LocatedFinding[]
  /** Problems of other files that could not be read; they have their places already. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Bundles, and checks every object on the way. Never throws for what the document says. */
export function bundle(files: DocumentFiles, document: JsonObject, dialect: Dialect): Bundle {
  return new Bundler(files, dialect).run(document)
}

/** Most objects of a bundled document, copies included; GitHub's has 250,000. */
const maxObjects = 2_000_000
/** Most values that are put in place of references; path items that contain each other could stand for any number. */
const maxInlined = 20_000
/** Most levels of the bundled document, for the same reason. */
const maxLevels = 1_000

/** Where the walk is: in a file, and in the bundled document. */
interface Position {
  readonly source: Source
  readonly from: readonly string[]
  readonly to: readonly string[]
}

class Bundler {
  readonly #entry: Source
  readonly #dialect: Dialect
  readonly #resolve: Resolve
  readonly #homes: ComponentHomes
  readonly #origins: Origins
  readonly #findings = new Map<string, LocatedFinding>()
  readonly #broken = new Set<Diagnostic>()
  readonly #inlining = new Set<Json>()
  #objects = 0
  #inlined = 0

  constructor(files: DocumentFiles, dialect: Dialect) {
    this.#entry = files.entry
    this.#dialect = dialect
    this.#resolve = createResolve(files)
    this.#homes = createComponentHomes(files.entry, dialect, this.#resolve)
    this.#origins = createOrigins(files.entry)
  }

  run(document: JsonObject): Bundle {
    const own = this.#fields(document, 'document', { source: this.#entry, from: [], to: [] })
    return {
      document: this.#addComponents(own),
      origins: this.#origins,
      findings: [...this.#findings.values()],
      diagnostics: [...this.#broken],
    }
  }

  #addComponents(document: JsonObject): JsonObject {
    const sections = new Map<readonly string[], [string, Json][]>()
    // Bundling the content of one component may make further ones; the loop sees them.
    for (const { target, kind, section, name } of this.#homes.made) {
      const to = [...section, name]
      this.#origins.add(to, target)
      const content = this.#one(target.value, kind, { source: target.source, from: target.tokens, to })
      const contents = sections.get(section) ?? []
      contents.push([name, content])
      sections.set(section, contents)
    }
    return [...sections].reduce(
      (bundled, [section, contents]) => withProperties(bundled, section, contents),
      document,
    )
  }

  /** An object with its fields bundled. */
  #fields(value: JsonObject, kind: Kind, position: Position): JsonObject {
    if (++this.#objects > maxObjects || position.to.length > maxLevels) return this.#stop(value, position)
    const checked = checkObject(kind, value, this.#dialect)
    for (const { finding, tokens } of checked) this.#report(finding, tokens.reduce(below, position))
    const ignored = checked.flatMap((one) => one.ignored ?? [])
    return mapValues(without(value, ignored), (child, name) => this.#field(child, name, kind, position))
  }

  #field(child: Json, name: string, kind: Kind, position: Position): Json {
    const slot = slotOf(kind, name)
    if (slot !== undefined) return this.#slot(child, slot, below(position, name))
    if (name === 'type' && kind === 'schema') return nameNull(child)
    if (name === 'description' && isReference(child)) return this.#text(child, below(position, name))
    if (name === 'discriminator' && isObject(child) && kind === 'schema') {
      return this.#discriminator(child, below(position, name))
    }
    return child
  }

  #slot(value: Json, slot: Slot, position: Position): Json {
    if (value === null) return this.#empty(slot, position)
    if (slot.form === 'one') return this.#one(value, slot.kind, position)
    if (slot.form === 'list') return this.#list(value, slot.kind, position)
    if (isReference(value)) return this.#inline(value, position, (map, there) => this.#slot(map, slot, there))
    if (isObject(value)) {
      return mapValues(value, (child, name) =>
        this.#slot(child, { kind: slot.kind, form: 'one' }, below(position, name)),
      )
    }
    this.#report(unexpected('an object', value, slot.kind), position)
    return {}
  }

  /** `responses:` with nothing behind it is null in YAML, and means that there are none. */
  #empty(slot: Slot, position: Position): Json {
    const meaning = slot.form === 'list' ? 'an empty list' : 'an empty object'
    this.#report(warning('MOCKGEN_SCHEMA', `is null; taken as ${meaning}`, 'Fill it or remove it.'), position)
    return slot.form === 'list' ? [] : {}
  }

  #list(value: Json, kind: Kind, position: Position): Json {
    if (Array.isArray(value)) {
      return mapItems(value, (item, index) => this.#one(item, kind, below(position, String(index))))
    }
    this.#report(unexpected('an array', value, kind), position)
    return []
  }

  #one(value: Json, kind: Kind, position: Position): Json {
    if (isReference(value)) return this.#reference(value, kind, position)
    if (isObject(value)) return this.#fields(value, kind, position)
    // Boolean schemas: `additionalProperties` in 3.0, everywhere in 3.1. A list of items: JSON Schema before 2020-12.
    if (kind === 'schema' && typeof value === 'boolean') return value
    if (kind === 'schema' && Array.isArray(value) && position.from.at(-1) === 'items') {
      return this.#list(value, kind, position)
    }
    this.#report(unexpected('an object', value, kind), position)
    return {}
  }

  #reference(reference: Reference, kind: Kind, position: Position): Json {
    if (kind === 'schema' && this.#isEndless(reference, position)) return {}
    const target = this.#target(reference, position)
    if (target === undefined) return reference
    // What stands in the entry file stays there, unless it is data that is not bundled, such as an extension.
    const isInPlace = target.source === this.#entry && kindAt(target.tokens) !== undefined
    const home = isInPlace ? undefined : this.#homes.of(target, kind)
    const to = home === undefined ? target.tokens : [...home.section, home.name]
    const isAtHome = home !== undefined && isSame(to, position.to)
    if (isAtHome || !this.#homes.has(kind)) {
      const value = this.#inline(reference, position, (there, at) => this.#one(there, kind, at))
      return isObject(value) ? { ...value, ...this.#siblings(reference, kind, position) } : value
    }
    const own = kind === 'schema' ? this.#fields(reference, kind, position) : reference
    return isLocal(reference.$ref, to) && position.source === this.#entry
      ? own
      : { ...own, $ref: fragment(to) }
  }

  /** What stands beside a `$ref`: path items may have more fields (OpenAPI 3.1, 4.8.9), the others should not. */
  #siblings({ $ref: _, ...siblings }: Reference, kind: Kind, position: Position): JsonObject {
    return mapValues(siblings, (child, name) => this.#field(child, name, kind, position))
  }

  /** Puts in place what a reference means. */
  #inline(reference: Reference, position: Position, go: (value: Json, position: Position) => Json): Json {
    const target = this.#target(reference, position)
    if (target === undefined) return {}
    if (this.#inlining.has(target.value)) {
      const message = `the reference ${JSON.stringify(reference.$ref)} contains itself`
      this.#report(error('MOCKGEN_REF_NOT_FOUND', message, 'Write the value out.'), below(position, '$ref'))
      return {}
    }
    if (++this.#inlined > maxInlined) return this.#stop({}, position)
    this.#inlining.add(target.value)
    this.#origins.add(position.to, target)
    const value = go(target.value, { source: target.source, from: target.tokens, to: position.to })
    this.#inlining.delete(target.value)
    return value
  }

  #text(reference: Reference, position: Position): Json {
    const value = this.#inline(reference, position, (text) => text)
    if (typeof value === 'string') return value
    this.#report(unexpected('text', value, 'info'), position)
    return ''
  }

  /** The values of `mapping` are names of schemas or references to them (OpenAPI 3.0, 4.7.25). */
  #discriminator(discriminator: JsonObject, position: Position): Json {
    return mapValues(discriminator, (mapping, field) => {
      if (field !== 'mapping' || !isObject(mapping)) return mapping
      return mapValues(mapping, (value, name) => {
        if (typeof value !== 'string' || !/[#/]|\.(?:json|ya?ml)$/i.test(value)) return value
        const there = below(below(position, field), name)
        const bundled = this.#reference({ $ref: value }, 'schema', there)
        return isReference(bundled) ? bundled.$ref : value
      })
    })
  }

  /** A schema that is only a reference to itself says nothing about a value, so any value will do. */
  #isEndless(reference: Reference, position: Position): boolean {
    const resolved = this.#resolve(position.source, reference.$ref)
    if (resolved.ok || !('isEndless' in resolved)) return false
    const { message } = resolved.finding
    this.#report(warning('MOCKGEN_SCHEMA', `${message}; any value is taken`, 'Write a schema.'), position)
    return true
  }

  #target(reference: Reference, position: Position): Target | undefined {
    const resolved = this.#resolve(position.source, reference.$ref)
    if (resolved.ok) return resolved.target
    if ('finding' in resolved) this.#report(resolved.finding, below(position, '$ref'))
    else for (const diagnostic of resolved.diagnostics) this.#broken.add(diagnostic)
    return undefined
  }

  /** Ends the walk at a value when the bundled document becomes unbearably large. */
  #stop<Value extends Json>(value: Value, { source }: Position): Value {
    const message = `bundled, the document has more than ${maxObjects} objects, ${maxInlined} copies or ${maxLevels} levels`
    const remedy = 'Refer to components; path items and operations are copied for each reference to them.'
    this.#report(error('MOCKGEN_LIMIT', message, remedy), { source, from: [], to: [] })
    return value
  }

  #report(finding: Finding, { source, from, to }: Position): void {
    // A value that is used in several places is checked in each, and is wrong once.
    const key = `${source.path}#${join('', ...from)} ${finding.code} ${finding.message}`
    if (this.#findings.has(key)) return
    this.#findings.set(key, { ...finding, location: { source, tokens: from }, pointer: join('', ...to) })
  }
}

function below(position: Position, token: string): Position {
  const from = [...position.from, token]
  // In the entry file both are mostly the same list; sharing it saves a third of the time of a walk.
  return { source: position.source, from, to: position.from === position.to ? from : [...position.to, token] }
}

function isLocal(reference: string, tokens: readonly string[]): boolean {
  return reference.startsWith('#/') && isSame(tokensOf(reference.slice(1)), tokens)
}

function fragment(tokens: readonly string[]): string {
  return toFragment(join('', ...tokens))
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((token, index) => token === right[index])
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
