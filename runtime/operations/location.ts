// Where a new record can be read: the Location of a 201 (RFC 9110, section 10.2.2).
import { partsOf } from '../entities/properties.js'
import type { KeyValue, Scope, StoredRecord } from '../entities/records.js'
import type { EntityFacts, OperationFacts, ReadFacts } from '../facts.js'
import { basePathsOf } from './base-paths.js'
import type { OneOperation } from './behaviour.js'
import { toKey } from './operation-request.js'

/** Makes the path of a record in a scope, below the base path by which `url`, the target of the request, came in. */
export type Location = (url: string, scope: Scope, record: StoredRecord) => string

/** The entity of a record, and how many values the scope has with which it is created. */
export interface Located {
  readonly entity: string
  readonly facts: EntityFacts
  readonly scopeSize: number
}

/**
 * Makes the path of a record from the path template of the operation that reads it; undefined when the contract has no
 * such operation, or when its path has parameters besides the record's scope and key.
 */
export function compileLocation(
  { entity, facts, scopeSize }: Located,
  { facts: operation, parts: { operations, contract } }: OneOperation,
): Location | undefined {
  const reads = Object.values(operations).filter(
    (candidate): candidate is OperationFacts & ReadFacts =>
      candidate.action === 'read' && candidate.method !== 'head',
  )
  const read = reads.find(
    ({ entity: of, key, scope }) => of === entity && key !== undefined && (scope?.length ?? 0) === scopeSize,
  )
  if (read?.key === undefined) return undefined
  const names = [...(read.scope ?? []), ...partsOf(read.key)]
  const parts = splitTemplate(read.path, names)
  const keyProperties = partsOf(facts.key)
  const baseOf = compileBase(basePathsOf(contract.document), operation?.path ?? '')
  if (parts === undefined) return undefined
  return (url, scope, record) => {
    const values = [...scope, ...keyProperties.map(valueIn(record))]
    return parts.reduce<string>(
      (path, part) => path + (typeof part === 'string' ? part : encodeURIComponent(String(values[part]))),
      baseOf(url),
    )
  }
}

// A base path is what a request has before the path of its operation; the router takes it for nothing.
function compileBase(bases: readonly string[], template: string): (url: string) => string {
  if (bases.length === 0) return () => ''
  const depth = depthOf(template)
  return (url) => {
    const [path = ''] = url.split(/[?#]/, 1)
    if (depthOf(path) <= depth) return ''
    return bases.find((base) => path.startsWith(`${base}/`)) ?? ''
  }
}

function depthOf(path: string): number {
  return path.split('/').filter((segment) => segment !== '').length
}

function valueIn({ value }: StoredRecord): (property: string) => KeyValue {
  return (property) => (Object.hasOwn(value, property) ? toKey(value[property]) : undefined) ?? ''
}

// Literal text and, for each parameter, its position in `names`.
function splitTemplate(template: string, names: readonly string[]): readonly (string | number)[] | undefined {
  const [path = ''] = template.split(/[?#]/, 1)
  const parts = path.split(/[{}]/).map((text, i) => (i % 2 === 0 ? text : names.indexOf(text)))
  return parts.includes(-1)
    ? undefined
    : parts.map((part) => (typeof part === 'string' ? encodeLiteral(part) : part))
}

// A path template is text; a Location is a URI, which has no characters beyond ASCII (RFC 3986, section 2).
function encodeLiteral(text: string): string {
  return encodeURI(text.toWellFormed())
}
