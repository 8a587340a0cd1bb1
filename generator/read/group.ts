// An entity on its way into the model: its records and what operations do with them.
import type { Origin } from '../model.js'
import type { DeclaredEntity } from './declared-entities.js'
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

/** Path parameters that scope the records of a group; they are as many in all of its operations. */
export function scopeOf(group: Group): readonly string[] {
  return group.bound.map(({ facts }) => facts.scope).find((names) => names !== undefined) ?? []
}
