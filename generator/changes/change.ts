// What can have changed from one contract to the next, as data; printing it is in `describe-change.ts`.
import type { Method } from '@mockgen/runtime'

/** What became of one value that a schema, a parameter or a status describes. */
export type ValueChange =
  | { readonly what: 'added'; readonly required: boolean }
  | { readonly what: 'removed' | 'made-required' | 'made-optional' }
  /** The types as people write them: `string (date) or null`. */
  | { readonly what: 'type-changed'; readonly before: string; readonly after: string }
  /** Values of an enum, as JSON; one that was unlimited before or is now is `type-changed`. */
  | { readonly what: 'values-changed'; readonly gone: readonly string[]; readonly new: readonly string[] }
  /** Keywords such as `maxLength`; `tighter` when a value that was valid may no longer be. */
  | {
      readonly what: 'limits-changed'
      readonly before: string
      readonly after: string
      readonly tighter: boolean
    }

/** Where an operation is. */
export interface Endpoint {
  readonly method: Method
  readonly path: string
}

export type OperationChange =
  | ({
      readonly kind: 'operation-added' | 'operation-removed'
      readonly operation: string
    } & Endpoint)
  /** The same method and path under another id. */
  | ({ readonly kind: 'operation-renamed'; readonly operation: string; readonly formerly: string } & Endpoint)
  | ({ readonly kind: 'operation-moved'; readonly operation: string; readonly from: Endpoint } & Endpoint)
  /** The same path with other names between its braces. */
  | ({
      readonly kind: 'parameters-renamed'
      readonly operation: string
      readonly from: Endpoint
    } & Endpoint)
  | ({ readonly kind: 'became-stateful' | 'became-stateless'; readonly operation: string } & Endpoint)

/** A change of what operations are sent or answer. */
export type MessageChange = ValueChange & {
  readonly kind: 'request' | 'response'
  /** Every operation that it concerns, by its id in the new contract, in the document's order. */
  readonly operations: readonly string[]
  /** Where it is in the first of them: `body`, `query`, `path`, `header`, `cookie`, or a status. */
  readonly place: string
  /** The value there, as a JSON pointer in which `*` stands for the items of an array; empty for the whole. */
  readonly pointer: string
}

/** The name under which a store keeps the mock: the declared namespace, else the title. */
export interface NamespaceChange {
  readonly kind: 'namespace-changed'
  readonly before: string
  readonly after: string
}

export type EntityChange =
  | { readonly kind: 'entity-added' | 'entity-removed'; readonly entity: string }
  /** The same collection under another name. */
  | { readonly kind: 'entity-renamed'; readonly entity: string; readonly formerly: string }
  /** Key, scope or parent: what identifies a record. */
  | {
      readonly kind: 'key-changed'
      readonly entity: string
      readonly before: string
      readonly after: string
    }
  | {
      readonly kind: 'constraint-added' | 'constraint-removed'
      readonly entity: string
      /** As `explain` says it: `unique email`. */
      readonly constraint: string
    }
  | PropertyChange

/** A change of what records have. */
export type PropertyChange = ValueChange & {
  readonly kind: 'property'
  /** Every entity that it concerns, by its name in the new contract. */
  readonly entities: readonly string[]
  /** Where it is in records of the first of them, as in `MessageChange`. */
  readonly pointer: string
}

export type Change = OperationChange | MessageChange | EntityChange | NamespaceChange

/** True when a client, a hook or a stored record that was right may no longer be. */
export function isBreaking(change: Change): boolean {
  switch (change.kind) {
    case 'operation-added':
    case 'became-stateful':
    case 'entity-added':
    case 'constraint-removed':
      return false
    case 'request':
      return isNarrower(change)
    case 'response':
      return isWider(change)
    case 'property':
      return isNarrower(change)
    default:
      return true
  }
}

/** Changes in the order in which people want to know of them: breaking ones first, then by what they are about. */
export function inOrderOfWeight(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted((left, right) => weightOf(left) - weightOf(right))
}

const kinds: readonly Change['kind'][] = [
  'namespace-changed',
  'operation-removed',
  'operation-renamed',
  'operation-moved',
  'parameters-renamed',
  'became-stateless',
  'request',
  'response',
  'entity-removed',
  'entity-renamed',
  'key-changed',
  'property',
  'constraint-added',
  'operation-added',
  'became-stateful',
  'entity-added',
  'constraint-removed',
]

function weightOf(change: Change): number {
  const isNewDuty =
    'what' in change && (change.what === 'made-required' || (change.what === 'added' && change.required))
  return (isBreaking(change) ? 0 : 1_000) + kinds.indexOf(change.kind) * 2 + (isNewDuty ? 0 : 1)
}

// For who sends: what was valid may be refused.
function isNarrower(change: ValueChange): boolean {
  switch (change.what) {
    case 'added':
      return change.required
    case 'made-optional':
      return false
    case 'values-changed':
      return change.gone.length > 0
    case 'limits-changed':
      return change.tighter
    default:
      return true
  }
}

// For who receives: what was promised may be missing, or what was excluded may come.
function isWider(change: ValueChange): boolean {
  switch (change.what) {
    case 'removed':
    case 'made-optional':
    case 'type-changed':
      return true
    case 'values-changed':
      return change.new.length > 0
    default:
      return false
  }
}
