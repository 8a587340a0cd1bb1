// Merges the x-persistence of `mockgen.json` into a bundled document, as if it stood there; it keeps its place in the file.

import { dirname, relative, resolve, sep } from 'node:path'
import type { Json, JsonObject } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { isObject, own } from '../../pointers.js'
import type { Bundle } from '../bundle.js'
import type { Dialect } from '../check-version.js'
import type { PlacedFinding } from '../findings.js'
import { methods } from '../grammar.js'
import { nameOperations } from '../name-operations.js'
import { createOverlayEdits, type EditNode, editNode } from '../overlays/overlay-edits.js'
import { createOverlayBudget, OverlayLimit } from '../overlays/overlay-limits.js'
import type { Location, Source } from '../source.js'
import { wrongConfig } from './project-config-check.js'
import { rebasePaths } from './project-config-paths.js'

/** A bundled document with what a configuration declares, and where its values stand. */
export interface Declared {
  readonly document: JsonObject
  readonly origin: (tokens: readonly string[]) => Location
  readonly findings: readonly PlacedFinding[]
}

/**
 * Merges what a configuration declares into a bundled document. `entry` is the file whose folder paths in the document count
 * from. Objects are merged, lists appended, everything else replaced.
 */
export function declarePersistence(
  { document: bundled, origins }: Pick<Bundle, 'document' | 'origins'>,
  config: Source | undefined,
  entry: Source,
  dialect: Dialect,
): Declared {
  const declarations = config === undefined ? [] : readDeclarations(config, entry)
  if (declarations.length === 0) return { document: bundled, origin: origins.of, findings: [] }
  const source: Source = { ...entry, value: bundled, origin: origins.of }
  const budget = createOverlayBudget(entry.text.length)
  const edits = createOverlayEdits(editNode(bundled, { source, tokens: [] }), budget)
  const find = createFinder(bundled, dialect)
  const findings: PlacedFinding[] = []
  for (const { kind, name, node } of declarations) {
    const found = find(kind, name)
    if (!found.ok) {
      findings.push({ ...wrongConfig(found.message, found.remedy), location: node.from })
      continue
    }
    try {
      edits.merge(found.tokens, holding('x-persistence', node), 'replace')
    } catch (problem) {
      if (!(problem instanceof OverlayLimit)) throw problem
      findings.push({ ...wrongConfig(problem.message), location: node.from })
    }
  }
  const document = edits.value()
  return { document: isObject(document) ? document : bundled, origin: edits.origin, findings }
}

type Kind = 'root' | 'schemas' | 'operations' | 'securitySchemes'

/** What is declared about something in the document. */
interface Declaration {
  readonly kind: Kind
  /** Of the schema, operation or scheme; empty for the document. */
  readonly name: string
  readonly node: EditNode
}

/** Everything that the file declares; its keys and their forms have been checked. */
function readDeclarations(config: Source, entry: Source): readonly Declaration[] {
  const rebase = createRebase(config, entry)
  const value = (key: string) => {
    const found = own(config.value, key)
    return found === undefined ? undefined : rebasePaths(key, found, rebase)
  }
  const nodeAt = (found: Json, ...tokens: readonly string[]) => editNode(found, { source: config, tokens })
  const declared = (kind: Kind): readonly Declaration[] => {
    const members = value(kind)
    const entries = isObject(members) ? Object.entries(members) : []
    return entries.map(([name, found]) => ({ kind, name, node: nodeAt(found, kind, name) }))
  }
  const persistence = value('persistence')
  const seed = value('seed')
  const root = [
    ...(persistence === undefined ? [] : [nodeAt(persistence, 'persistence')]),
    ...(seed === undefined ? [] : [holding('seed', nodeAt(seed, 'seed'))]),
  ]
  return [
    ...root.map((node): Declaration => ({ kind: 'root', name: '', node })),
    ...declared('schemas'),
    ...declared('operations'),
    ...declared('securitySchemes'),
  ]
}

/** An object with one property, all of which stands where the property stands. */
function holding(name: string, node: EditNode): EditNode {
  return { from: node.from, value: undefined, children: new Map([[name, node]]) }
}

/** Paths of seeds count from the file in which they stand; in a document they count from its folder. */
function createRebase(config: Source, entry: Source): (path: string) => string {
  const from = dirname(config.path)
  const to = dirname(entry.path)
  return (path) => (from === to ? path : relative(to, resolve(from, path)).split(sep).join('/'))
}

type Found =
  | { readonly ok: true; readonly tokens: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly remedy: string }

/** Finds what a name means in a bundled document. */
function createFinder(document: JsonObject, dialect: Dialect): (kind: Kind, name: string) => Found {
  const isSwagger = dialect === '2.0'
  const schemas = isSwagger ? ['definitions'] : ['components', 'schemas']
  const schemes = isSwagger ? ['securityDefinitions'] : ['components', 'securitySchemes']
  const operations = new Map<string, readonly string[]>()

  function findOperation(name: string): Found {
    if (operations.size === 0) for (const [key, tokens] of operationsOf(document)) operations.set(key, tokens)
    const [, method, path] = /^([A-Za-z]+)\s+(\/.*)$/.exec(name) ?? []
    const key = method === undefined ? name : `${method.toUpperCase()} ${path}`
    const tokens = operations.get(key)
    return tokens === undefined ? unknown('operation', name, operations.keys()) : { ok: true, tokens }
  }

  function findComponent(section: readonly string[], what: string, name: string): Found {
    const members = section.reduce<Json | undefined>(own, document)
    if (isObject(own(members, name))) return { ok: true, tokens: [...section, name] }
    return unknown(what, name, isObject(members) ? Object.keys(members) : [])
  }

  return (kind, name) => {
    switch (kind) {
      case 'root':
        return { ok: true, tokens: [] }
      case 'schemas':
        return findComponent(schemas, 'schema', name)
      case 'securitySchemes':
        return findComponent(schemes, 'security scheme', name)
      case 'operations':
        return findOperation(name)
    }
  }
}

/** Where the operations stand, by operationId, given or made, and as `POST /users`. */
function* operationsOf(document: JsonObject): Iterable<readonly [string, readonly string[]]> {
  const paths = own(nameOperations(document), 'paths')
  for (const [path, item] of isObject(paths) ? Object.entries(paths) : []) {
    for (const method of methods) {
      const operation = own(item, method)
      if (operation === undefined) continue
      const tokens = ['paths', path, method]
      const id = own(operation, 'operationId')
      if (typeof id === 'string') yield [id, tokens]
      yield [`${method.toUpperCase()} ${path}`, tokens]
    }
  }
}

function unknown(what: string, name: string, known: Iterable<string>): Found {
  const meant = didYouMean(name, known)
  const remedy =
    meant === undefined
      ? `Write the name of ${what === 'operation' ? 'an' : 'a'} ${what} of the document.`
      : `Did you mean ${meant}?`
  return { ok: false, message: `there is no ${what} ${JSON.stringify(name)}`, remedy }
}
