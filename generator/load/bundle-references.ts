// What becomes of a reference when files are bundled: it leads to a component of the document, or what it means stands in its place.
import type { Json, JsonObject } from '@mockgen/runtime'
import type { Diagnostic } from '../diagnostics.js'
import { isObject, join, toFragment, tokensOf } from '../pointers.js'
import { type BundleLog, below, type Position } from './bundle-log.js'
import type { ComponentHomes } from './component-homes.js'
import { error, warning } from './findings.js'
import { type Kind, kindAt } from './grammar.js'
import { mapValues } from './json-edit.js'
import type { Origins } from './origins.js'
import { isReference, type Reference, type Resolve, type Target } from './reference.js'
import type { Source } from './source.js'

/** Continues the walk behind a reference or beside it. */
export interface Walk {
  /** A value where one object of a kind is expected, bundled. */
  one(value: Json, kind: Kind, position: Position): Json
  /** An object of a kind, bundled. */
  fields(value: JsonObject, kind: Kind, position: Position): JsonObject
  /** The value of a field of an object of a kind, bundled. */
  field(value: Json, name: string, kind: Kind, position: Position): Json
}

export interface BundleReferences {
  /** What stands for a reference to an object of a kind. */
  refer(reference: Reference, kind: Kind, position: Position): Json
  /** What a reference means, bundled by `go`; an empty object when it means nothing. */
  inline(reference: Reference, position: Position, go: (value: Json, position: Position) => Json): Json
  /** A Discriminator Object with its mapping bundled. */
  discriminator(discriminator: JsonObject, position: Position): Json
  /** Problems of other files that could not be read; they have their places already. */
  broken(): readonly Diagnostic[]
}

/** What bundling knows: the entry file, how references resolve, where components live, where values come from. */
export interface BundleParts {
  readonly entry: Source
  readonly resolve: Resolve
  readonly homes: ComponentHomes
  readonly origins: Origins
  readonly log: BundleLog
}

export function createBundleReferences(parts: BundleParts, walk: Walk): BundleReferences {
  const { entry, resolve, homes, origins, log } = parts
  const broken = new Set<Diagnostic>()
  const inlining = new Set<Json>()

  function refer(reference: Reference, kind: Kind, position: Position): Json {
    if (kind === 'schema' && isEndless(reference, position)) return {}
    const target = targetOf(reference, position)
    if (target === undefined) return reference
    // What stands in the entry file stays there, unless it is data that is not bundled, such as an extension.
    const isInPlace = target.source === entry && kindAt(target.tokens) !== undefined
    const home = isInPlace ? undefined : homes.of(target, kind)
    const to = home === undefined ? target.tokens : [...home.section, home.name]
    const isAtHome = home !== undefined && isSame(to, position.to)
    if (isAtHome || !homes.has(kind)) return copy(reference, kind, position)
    const own = kind === 'schema' ? walk.fields(reference, kind, position) : reference
    return isLocal(reference.$ref, to) && position.source === entry ? own : { ...own, $ref: fragment(to) }
  }

  /** What a reference means, with what stands beside it: path items may have more fields (OpenAPI 3.1, 4.8.9). */
  function copy(reference: Reference, kind: Kind, position: Position): Json {
    const value = inline(reference, position, (there, at) => walk.one(there, kind, at))
    if (!isObject(value)) return value
    const { $ref: _, ...siblings } = reference
    return { ...value, ...mapValues(siblings, (child, name) => walk.field(child, name, kind, position)) }
  }

  function inline(reference: Reference, position: Position, go: (value: Json, position: Position) => Json) {
    const target = targetOf(reference, position)
    if (target === undefined) return {}
    if (inlining.has(target.value)) {
      const message = `the reference ${JSON.stringify(reference.$ref)} contains itself`
      log.report(error('MOCKGEN_REF_NOT_FOUND', message, 'Write the value out.'), below(position, '$ref'))
      return {}
    }
    if (!log.countCopy(position)) return {}
    inlining.add(target.value)
    origins.add(position.to, target)
    const value = go(target.value, { source: target.source, from: target.tokens, to: position.to })
    inlining.delete(target.value)
    return value
  }

  /** The values of `mapping` are names of schemas or references to them (OpenAPI 3.0, 4.7.25). */
  function discriminator(object: JsonObject, position: Position): Json {
    return mapValues(object, (value, field) => {
      if (field === 'defaultMapping') return mapped(value, below(position, field))
      if (field !== 'mapping' || !isObject(value)) return value
      return mapValues(value, (name, tag) => mapped(name, below(below(position, field), tag)))
    })
  }

  function mapped(name: Json, position: Position): Json {
    if (typeof name !== 'string' || !/[#/]|\.(?:json|ya?ml)$/i.test(name)) return name
    const bundled = refer({ $ref: name }, 'schema', position)
    return isReference(bundled) ? bundled.$ref : name
  }

  /** A schema that is only a reference to itself says nothing about a value, so any value will do. */
  function isEndless(reference: Reference, position: Position): boolean {
    const resolved = resolve(position.source, reference.$ref, position.from)
    if (resolved.ok || !('isEndless' in resolved)) return false
    const { message } = resolved.finding
    log.report(warning('MOCKGEN_SCHEMA', `${message}; any value is taken`, 'Write a schema.'), position)
    return true
  }

  function targetOf(reference: Reference, position: Position): Target | undefined {
    const resolved = resolve(position.source, reference.$ref, position.from)
    if (resolved.ok) return resolved.target
    if ('finding' in resolved) log.report(resolved.finding, below(position, '$ref'))
    for (const diagnostic of 'diagnostics' in resolved ? resolved.diagnostics : []) {
      // What is no text, such as a folder or a pipe, has no line; the reference to it has.
      if (diagnostic.place === undefined) log.report(diagnostic, below(position, '$ref'))
      else broken.add(diagnostic)
    }
    return undefined
  }

  return { refer, inline, discriminator, broken: () => [...broken] }
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
