// The read stage: from a loaded document to the ApiModel. Pure; the same document gives the same model.
import type { JsonObject } from '@mockgen/runtime'
import { type Diagnostic, DiagnosticError } from '../diagnostics.js'
import type { ApiModel, EntityModel, LoadedDocument, OperationModel } from '../model.js'
import { own } from '../pointers.js'
import { checkEntities } from './check-entities.js'
import { readDeclaredOperations } from './declared-operations.js'
import { type DeclaredRoot, readDeclaredRoot } from './declared-root.js'
import { deepFreeze } from './deep-freeze.js'
import { assembleEntity } from './entities.js'
import { groupOperations } from './groups.js'
import type { Decision } from './infer.js'
import { type Operation, readOperations } from './operations.js'
import { withPagingDefaults } from './paging.js'
import { findParents } from './parents.js'
import { createProblems } from './problems.js'
import { createSchemas } from './schema-view.js'

/** The model of a document, deep-frozen, and what the user should know about it. */
export interface ReadResult {
  readonly model: ApiModel
  readonly warnings: readonly Diagnostic[]
}

/**
 * Reads what each operation does: declared by x-persistence, inferred from the shape of the contract, or nothing. Throws
 * DiagnosticError with every error and warning when a declaration is wrong.
 */
export function readModel(loaded: LoadedDocument): ReadResult {
  const { document } = loaded
  const problems = createProblems(loaded)
  const schemas = createSchemas(document)
  const source = { document, schemas, problems }
  const operations = readOperations(document, schemas)
  const root = readDeclaredRoot(source)
  const declared = readDeclaredOperations(source, operations)
  const { groups, unresolved, decisions } = groupOperations(source, operations, root, declared)
  checkEntities(schemas, { groups, unresolved }, problems)
  if (problems.errors.length > 0) throw new DiagnosticError([...problems.errors, ...problems.warnings])
  const models = operations.map((operation) =>
    describeOperation(operation, decisions.get(operation.id), root),
  )
  const parents = findParents({ schemas, groups, decisions: decisions.values() })
  const entities = groups.map((group) => assembleEntity(schemas, group, parents.get(group.subject.name)))
  const model: ApiModel = {
    title: infoText(document, 'title'),
    version: infoText(document, 'version'),
    operations: models,
    entities: inOrderOfUse(entities, models),
  }
  return { model: deepFreeze(model), warnings: problems.warnings }
}

function describeOperation(
  operation: Operation,
  decision: Decision | undefined,
  { paging }: DeclaredRoot,
): OperationModel {
  const { id, method, path, at } = operation
  const tags = own(at.value, 'tags')
  const tag: unknown = Array.isArray(tags) ? tags[0] : undefined
  const summary = own(at.value, 'summary')
  return {
    id,
    pointer: at.pointer,
    tag: typeof tag === 'string' ? tag : undefined,
    summary: typeof summary === 'string' ? summary : undefined,
    facts: { method, path, ...(decision?.bound && withPagingDefaults(decision.bound.facts, paging)) },
    origin: decision?.origin ?? 'none',
    reason: decision?.reason ?? '',
  }
}

// Entities that no operation uses can still be seeded; they come last.
function inOrderOfUse(
  entities: readonly EntityModel[],
  operations: readonly OperationModel[],
): readonly EntityModel[] {
  const used = operations.flatMap(({ facts }) => (facts.action === undefined ? [] : [facts.entity]))
  const order = new Map([...new Set(used)].map((name, index) => [name, index]))
  const rank = ({ name }: EntityModel) => order.get(name) ?? order.size
  return entities.toSorted((left, right) => rank(left) - rank(right))
}

function infoText(document: JsonObject, name: string): string {
  const value = own(document.info, name)
  return typeof value === 'string' ? value : ''
}
