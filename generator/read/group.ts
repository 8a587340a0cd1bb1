// An entity on its way into the model: its records and what operations do with them.
import type { Template } from '@mockgen/runtime'
import type { Origin } from '../model.js'
import type { DeclaredEntity } from './declared/declared-entities.js'
import { lastName } from './declared/templates.js'
import type { ForeignKeys } from './foreign-keys.js'
import type { Decision } from './infer.js'
import type { Subject } from './record-places.js'
import type { Bound } from './roles.js'
import type { SchemaView } from './schema-view.js'

/** One entity. */
export interface Group {
  readonly subject: Subject
  readonly origin: Origin
  readonly declared: DeclaredEntity | undefined
  readonly bound: readonly Bound[]
  /** An operation gives its records a life of their own. */
  readonly ownTtl?: true
  /** Answers about it are cached. */
  readonly cached?: true
  /** What its properties refer to, where nobody declares it. */
  readonly foreignKeys?: ForeignKeys
  /** Properties that declared conditions and orders look at. */
  readonly sought?: readonly string[]
}

/** A declared entity that has no group, because something is wrong; the rest of its declaration can still be checked. */
export interface Unresolved {
  readonly name: string
  readonly declared: DeclaredEntity
  /** What is known of its records: their schemas in answers and requests. */
  readonly views: readonly SchemaView[]
}

/** Entities and the decisions about the operations that were looked at for them. */
export interface Grouped {
  readonly groups: readonly Group[]
  readonly decisions: readonly Decision[]
}

/**
 * Names of what scopes the records of a group: path parameters, or what the templates of a declared scope read. They are as
 * many in all of its operations: see `checkScopes`.
 */
export function scopeOf(group: Group): readonly string[] {
  const scopes = group.bound.map(({ facts }) => facts.scope ?? scopeNames(facts.options?.scopeValues))
  return scopes.find((names) => names !== undefined && names.length > 0) ?? []
}

// `{{ request.headers.tenant }}` is the tenant; what no name stands behind is numbered.
function scopeNames(templates: readonly Template[] | undefined): readonly string[] | undefined {
  const names = templates?.map((template) => (typeof template === 'string' ? lastName(template) : undefined))
  return names?.map((name, index) =>
    name === undefined || names.indexOf(name) < index ? `scope${index + 1}` : name,
  )
}
