// One action of a unit before it is compiled: what a step declares, or what a bound operation means where it declares less.
import type { Contract, OperationContract } from '../../contract/contract.js'
import type { RecordKey, RecordQuery, Scope } from '../../entities/records.js'
import type { EntityFacts, Merge, StepFacts, StepOptions, Template } from '../../facts.js'
import type { Json, JsonObject } from '../../json.js'
import type { Call } from '../behaviour.js'
import type { Run } from './run.js'
import type { Templates } from './templates.js'

/** One action on one entity. */
export interface StepSpec {
  readonly contract: Contract
  readonly operation: OperationContract
  readonly action: StepFacts['action']
  readonly entity: string
  readonly facts: EntityFacts
  readonly options: StepOptions
  readonly templates: Templates
  /** Pointer of the declaration in the document. */
  readonly at: string
  /** The key that is declared or stands in the path; undefined where none is, or its template has no value. */
  readonly key: ((run: Run) => RecordKey | undefined) | undefined
  readonly scope: (run: Run) => Scope
  /** What is stored where no `data` is declared; for `json-patch` the list of operations. */
  readonly sent: (run: Run, merge: Merge) => Json
  /** Pointer in the request of what is sent; undefined where it is no part of the body. */
  readonly sentAt: string | undefined
  /** The list that the step is done for each of. */
  readonly forEach: Template | undefined
  /** True when what is sent must be as the record's own schemas want it, whatever the request's schema allows. */
  readonly isStrict: boolean
  /** Adds to what is stored the parts of a key that the path holds. */
  readonly withKeyParts: (run: Run, data: JsonObject) => JsonObject
  readonly merge: (call: Call) => Merge
  /** What is listed or counted besides what `where` says. */
  readonly query: ((run: Run) => RecordQuery) | undefined
  readonly by: string | undefined
  /** True when an expression of the unit or its answer reads the record as it was. */
  readonly wantsCurrent: boolean
  /** True when the request's If-Match and If-None-Match are about the record of this action. */
  readonly isConditional: boolean
}
