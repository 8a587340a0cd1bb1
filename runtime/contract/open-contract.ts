// Opens a bundled document as a contract. Nothing is compiled before it is asked for, so that opening costs nothing.
import type { OperationsFacts } from '../facts.js'
import { isObject, type JsonObject } from '../json.js'
import type {
  Contract,
  OperationContract,
  OutgoingContract,
  RecordShape,
  RecordView,
  TellProblem,
} from './contract.js'
import { createOperation } from './operation-contract.js'
import { readCallbacks, readWebhooks } from './outgoing.js'
import { createParts } from './parts.js'
import { createRecordShape } from './records/complete-record.js'
import { createRecordView } from './records/record-view.js'
import { canonicalPointer, referenceOf } from './references.js'
import { findPlace } from './schemas/find-place.js'
import { compileConstraint } from './validation/constraint.js'

/**
 * The contract of a bundled OpenAPI 3.0 or 3.1 document. `operations` says where each operationId stands; the document is
 * never changed. `tell` is told what is ignored of it, as soon as that is known.
 */
export function openContract(
  document: JsonObject,
  operations: OperationsFacts,
  tell?: TellProblem,
): Contract {
  const parts = createParts(document, tell)
  const opened = new Map<string, OperationContract>()
  const shapes = new Map<string, RecordShape>()
  const views = new Map<string, RecordView>()
  let webhooks: ReadonlyMap<string, OutgoingContract> | undefined

  function openOperation(id: string): OperationContract {
    const facts = Object.hasOwn(operations, id) ? operations[id] : undefined
    const { references } = parts
    const path = facts && canonicalPointer(['paths', facts.path])
    const pathItem = path === undefined ? undefined : references.resolve(path)
    const operation = path === undefined ? undefined : references.resolve(`${path}/${facts?.method}`)
    if (facts === undefined || pathItem === undefined || operation === undefined) {
      throw new Error(`the contract has no operation ${JSON.stringify(id)}`)
    }
    return createOperation(id, facts, pathItem, operation, parts)
  }

  return {
    document,
    problems: parts.schemas.problems,
    operation: (id) => remember(opened, id, () => openOperation(id)),
    callbacks: (id) => {
      const facts = Object.hasOwn(operations, id) ? operations[id] : undefined
      return facts === undefined ? [] : readCallbacks(facts, parts)
    },
    get webhooks() {
      webhooks ??= readWebhooks(parts)
      return webhooks
    },
    placeIn: (pointer, schemas) => (pointer === undefined ? undefined : findPlace(pointer, schemas, parts)),
    shape: (records) => {
      const { schemas, constraints, writeOnly } = records
      const known = JSON.stringify([schemas, constraints, writeOnly])
      return remember(shapes, known, () => createRecordShape(records, parts))
    },
    view: (pointer, at, records) => {
      const { schemas, key, writeOnly } = records
      const known = JSON.stringify([pointer, at, schemas, key, writeOnly])
      return remember(views, known, () => createRecordView(pointer, at, records, parts))
    },
    constraint: (keywords) => compileConstraint(keywords, parts),
    resolveSchema: (schema) => {
      const reference = schema === undefined ? undefined : referenceOf(schema)
      const value = reference === undefined ? schema : parts.references.schema(reference)?.value
      return isObject(value) ? value : undefined
    },
  }
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key)
  if (before !== undefined) return before
  const made = make()
  known.set(key, made)
  return made
}
