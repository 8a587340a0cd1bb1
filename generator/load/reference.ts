// Resolves one reference: which value of which file it means, by the shortest way that passes through no other reference.
import type { Json, JsonObject } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import type { Diagnostic } from '../diagnostics.js'
import { isObject, tokensOf } from '../pointers.js'
import type { DocumentFiles } from './document-files.js'
import { error, type Finding } from './findings.js'
import { createIdentifiers, type Identifiers } from './identifiers.js'
import type { Location, Source } from './source.js'

/** References that may follow on each other before we say that they never end. */
const maxHops = 100
/** Most references whose names are guessed at when they lead to nothing, and most names that each is compared with. */
const maxGuesses = 100
const maxGuessed = 1_000

/** A JSON Reference: an object with a `$ref` that is a string. */
export type Reference = JsonObject & { readonly $ref: string }

export interface Target extends Location {
  readonly value: Json
}

export type Resolved =
  | { readonly ok: true; readonly target: Target }
  | { readonly ok: false; readonly finding: Finding }
  /** A value on the way does not have the name that comes next. */
  | {
      readonly ok: false
      readonly finding: Finding
      readonly missing: { readonly name: string; readonly in: Json }
    }
  /** References follow on each other and never come to a value. */
  | { readonly ok: false; readonly finding: Finding; readonly isEndless: true }
  /** The file is broken in itself; that is told once, not for each reference. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

/** Resolves a reference that stands in a file, at these tokens. */
export type Resolve = (from: Source, reference: string, at: readonly string[]) => Resolved

export function isReference(value: Json | undefined): value is Reference {
  return isObject(value) && typeof value.$ref === 'string'
}

/** A resolver over a document's files that answers each reference of a file once and remembers it. */
export function createResolve(files: Pick<DocumentFiles, 'entry' | 'follow'>): Resolve {
  const known = new Map<Source, Map<string, Resolved>>()
  const identifiers = new Map<Source, Identifiers | undefined>()
  const settled = new Set<Json>()
  let guesses = 0

  function resolve(from: Source, reference: string, at: readonly string[]): Resolved {
    const ofSource = known.get(from) ?? new Map<string, Resolved>()
    known.set(from, ofSource)
    // What a reference means depends on its place only where schemas name themselves.
    const scope = identifiersOf(from)?.scopeOf(at)
    const key = scope === undefined ? reference : `${scope.tokens.join('/')}\n${reference}`
    const before = ofSource.get(key)
    if (before !== undefined) return before
    const resolved = guess(settle(find(from, reference, at, 0), reference))
    ofSource.set(key, resolved)
    return resolved
  }

  function find(from: Source, reference: string, at: readonly string[], hops: number): Resolved {
    if (hops > maxHops) return endless(reference)
    const [file = '', fragment = ''] = split(reference)
    const named = findNamed(from, file, fragment, at, hops)
    if (named !== undefined) return named
    if (file === '') return walk(from, [], fragment, reference, hops)
    const followed = files.follow(from.path, file)
    return followed.ok ? walk(followed.source, [], fragment, reference, hops) : followed
  }

  /** What is named by an `$id`, or counts from the schema that has one; undefined when nothing is found that way. */
  function findNamed(
    from: Source,
    file: string,
    fragment: string,
    at: readonly string[],
    hops: number,
  ): Resolved | undefined {
    const scope = identifiersOf(from)?.scopeOf(at)
    if (file === '') {
      // Most documents with `$id` mean the whole document by `#/components/…` all the same: that is tried next.
      if (scope === undefined || scope.tokens.length === 0) return undefined
      const inside = walk(from, scope.tokens, fragment, fragment, hops)
      return inside.ok ? inside : undefined
    }
    for (const source of from === files.entry ? [from] : [from, files.entry]) {
      const base = scope?.base ?? ''
      const root = identifiersOf(source)?.find(file, base)
      if (root !== undefined) return walk(source, root, fragment, `${file}#${fragment}`, hops)
    }
    return undefined
  }

  function identifiersOf(source: Source): Identifiers | undefined {
    if (!identifiers.has(source)) identifiers.set(source, createIdentifiers(source))
    return identifiers.get(source)
  }

  /** A pointer may pass through references (`#/properties/pet/name` where `pet` is one); the way goes on behind them. */
  function walk(
    source: Source,
    root: readonly string[],
    fragment: string,
    reference: string,
    hops: number,
  ): Resolved {
    const value = root.reduce<Json | undefined>(
      (found, token) => (found === undefined ? undefined : childOf(found, token)),
      source.value,
    )
    const tokens = value === undefined ? undefined : pathOf(value, fragment)
    if (value === undefined || tokens === undefined) return dangling(reference)
    let target: Target = { source, tokens: root, value }
    for (const token of tokens) {
      if (isReference(target.value) && !Object.hasOwn(target.value, token)) {
        const behind = find(target.source, target.value.$ref, target.tokens, hops + 1)
        if (!behind.ok) return behind
        target = behind.target
      }
      const value = childOf(target.value, token)
      if (value === undefined) return { ...dangling(reference), missing: { name: token, in: target.value } }
      target = { source: target.source, tokens: [...target.tokens, token], value }
    }
    // A whole file can be a schema; the document itself is nothing that it could refer to.
    return source === files.entry && target.tokens.length === 0 ? dangling(reference) : { ok: true, target }
  }

  /** Names what a reference that leads to nothing probably meant. */
  function guess(resolved: Resolved): Resolved {
    if (resolved.ok || !('missing' in resolved) || !isObject(resolved.missing.in)) return resolved
    if (++guesses > maxGuesses) return resolved
    const meant = didYouMean(resolved.missing.name, Object.keys(resolved.missing.in).slice(0, maxGuessed))
    if (meant === undefined) return resolved
    return { ...resolved, finding: { ...resolved.finding, remedy: `did you mean ${meant}?` } }
  }

  /** Answers as it was given unless the target is a reference that leads back to itself. */
  function settle(resolved: Resolved, reference: string): Resolved {
    const passed: Json[] = []
    let next = resolved
    while (next.ok && isReference(next.target.value) && !settled.has(next.target.value)) {
      if (passed.length > maxHops) return endless(reference)
      passed.push(next.target.value)
      next = find(next.target.source, next.target.value.$ref, next.target.tokens, 0)
    }
    // References that end need not be followed again.
    for (const value of passed) settled.add(value)
    return resolved
  }

  return resolve
}

function split(reference: string): readonly [string, string] {
  const hash = reference.indexOf('#')
  return hash === -1 ? [reference, ''] : [reference.slice(0, hash), reference.slice(hash + 1)]
}

/** The tokens of a fragment: a JSON pointer, or the name of an anchor (JSON Schema 2020-12, section 8.2.2). */
function pathOf(value: Json, fragment: string): readonly string[] | undefined {
  if (fragment === '' || fragment.startsWith('/')) return tokensOf(fragment)
  return findAnchor(value, fragment)
}

function findAnchor(value: Json, name: string): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (isObject(value) && (value.$anchor === name || value.$dynamicAnchor === name)) return []
  for (const [token, child] of Object.entries(value)) {
    const below = findAnchor(child, name)
    if (below !== undefined) return [token, ...below]
  }
  return undefined
}

function childOf(value: Json, token: string): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, token)) return undefined
  if (Array.isArray(value)) return /^\d+$/.test(token) ? value[Number(token)] : undefined
  return isObject(value) ? value[token] : undefined
}

function dangling(reference: string): { readonly ok: false; readonly finding: Finding } {
  const message = `the reference ${JSON.stringify(reference)} leads to nothing`
  return { ok: false, finding: error('MOCKGEN_REF_NOT_FOUND', message, 'Correct it, or add what it names.') }
}

function endless(reference: string): Resolved {
  const message = `the reference ${JSON.stringify(reference)} leads back to itself`
  const finding = error('MOCKGEN_REF_NOT_FOUND', message, 'Let one of the references name a value.')
  return { ok: false, finding, isEndless: true }
}
