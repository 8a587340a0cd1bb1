// An entity on its way into the model: its records and what operations do with them.
import type { Origin } from '../model.js'
import type { Bound } from './bindings.js'
import type { DeclaredEntity } from './declared-entities.js'
import type { Decision } from './infer.js'
import type { Subject } from './record-places.js'

/** One entity. */
export interface Group {
  readonly subject: Subject
  readonly origin: Origin
  readonly declared: DeclaredEntity | undefined
  readonly bound: readonly Bound[]
}

/** Entities and the decisions about the operations that were looked at for them. */
export interface Grouped {
  readonly groups: readonly Group[]
  readonly decisions: readonly Decision[]
}
