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
    let path = baseOf(url)
    for (const part of parts) {
      if (typeof part === 'string') path += part
      else {
        const value = part < scope.length ? scope[part] : valueIn(record, keyProperties[part - scope.length])
        path += encodeURIComponent(String(value))
      }
    }
    return path
  }
}

// A base path is what a request has before the path of its operation; the router takes it for nothing.
function compileBase(bases: readonly string[], template: string): (url: string) => string {
  if (bases.length === 0) return () => ''
  const depth = depthOf(template)
  return (url) => {
    if (depthOf(url) <= depth) return ''
    return bases.find((base) => url.startsWith(`${base}/`)) ?? ''
  }
}

// How many segments the path of a target has that are not empty.
function depthOf(target: string): number {
  let depth = 0
  let isInside = false
  for (let i = 0; i < target.length; i++) {
    const code = target.charCodeAt(i)
    if (code === questionMark || code === hash) break
    if (code !== slash && !isInside) depth++
    isInside = code !== slash
  }
  return depth
}

const hash = 0x23
const slash = 0x2f
const questionMark = 0x3f

function valueIn({ value }: StoredRecord, property = ''): KeyValue {
  return (Object.hasOwn(value, property) ? toKey(value[property]) : undefined) ?? ''
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
