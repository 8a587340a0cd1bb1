// What an operation is meant to do with an entity (a role), and what came of it in facts.
import type { BindingFacts, BodyPointer, Merge, ResponseFacts, StepOptions } from '@mockgen/runtime'
import type { DeclaredList } from './declared/declared-lists.js'
import type { Found } from './envelopes.js'
import type { PagingDefaults } from './lists/paging.js'
import type { Operation, Success } from './operations.js'
import type { Subject } from './record-places.js'
import type { SchemaView } from './schema-view.js'

/** What an operation is meant to do with an entity, by declaration or by its place. */
export interface Role {
  readonly operation: Operation
  readonly action: BindingFacts['action']
  /** Path parameter that holds the key; of a key of several properties its last part. */
  readonly parameter?: string
  /** Path parameters that hold the parts of the key before the last one, as far as the path has them. */
  readonly leading?: readonly string[]
  /** The path parameters that the operation declares to hold the key. */
  readonly named?: readonly string[]
  /** Path parameters that scope the record. */
  readonly scope: readonly string[]
  /** How an update changes the record, where it is declared; else its method and its body tell. */
  readonly merge?: Merge
  readonly upsert?: boolean
  /** False: an array in its bodies is not the record in an array. See `withArrayEnvelopes`. */
  readonly inArrays?: boolean
  readonly paging?: PagingDefaults
  /** What is declared besides. */
  readonly details?: RoleDetails
}

/** What a declaration adds to what the contract shows. */
export interface RoleDetails {
  readonly options: StepOptions
  readonly list: DeclaredList
  readonly response?: ResponseFacts
  /** The property by whose values records are counted. */
  readonly by?: string
}

/** The role with what is declared about it; without a declaration the role itself. */
export function withDetails(role: Role, details: RoleDetails | undefined): Role {
  if (details === undefined) return role
  const { paging } = details.list
  return { ...role, details, ...(paging && { paging }) }
}

/** A role in facts. */
export interface Bound {
  readonly facts: BindingFacts
  /** Schema of what a create or an update takes as the record. */
  readonly request?: SchemaView
  /** Schema under which the operation answers a record. */
  readonly schema?: SchemaView
  /** Why the operation may not be what its role says. Inference takes that for a no, a declaration stands above it. */
  readonly doubt?: string
  /** What the reader should know about the details. */
  readonly note?: string
}

/** Statuses of success by action, as the runtime prefers them. */
export const successOf = {
  create: [201, 200, 202, 204],
  read: [200],
  update: [200, 204, 202],
  upsert: [201, 200, 204],
  delete: [200, 204, 202],
  list: [200],
  count: [200],
} as const

/** The schema of the answer that an action gives, and whether there is one. */
export function answerOf(role: Role): Success | undefined {
  return role.operation.success(successOf[role.action])
}

/** The facts that all roles have. */
export function placed(
  role: Role,
  subject: Subject,
): { readonly entity: string; readonly scope?: readonly string[] } {
  return { entity: subject.name, ...(role.scope.length > 0 && { scope: role.scope }) }
}

/** The fact of where something stands in a body; none for the whole body, which is the default of every pointer. */
export function at<Name extends string>(
  name: Name,
  found: Found | undefined,
): { readonly [key in Name]?: BodyPointer } {
  if (found === undefined || found.pointer === '') return {}
  const pointed: { [key in Name]?: BodyPointer } = {}
  pointed[name] = found.pointer
  return pointed
}

/** The first doubt that holds. */
export function doubts(...found: readonly (string | false)[]): { readonly doubt?: string } {
  const doubt = found.find((reason) => reason !== false)
  return doubt ? { doubt } : {}
}
