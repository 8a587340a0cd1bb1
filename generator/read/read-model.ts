// The read stage: from a loaded document to the ApiModel. Pure; the same document gives the same model.
import type { JsonObject, SettingsFacts } from '@mockgen/runtime'
import { type Diagnostic, DiagnosticError } from '../diagnostics.js'
import type { ApiModel, EntityModel, LoadedDocument, OperationModel } from '../model.js'
import { join, own } from '../pointers.js'
import { assembleEntities } from './assemble-entities.js'
import { checkEntities } from './checks/check-entities.js'
import { checkFakers } from './checks/check-fakers.js'
import { checkCounts, checkSchemes } from './checks/check-root.js'
import { checkWebhooks } from './checks/check-webhooks.js'
import { readSilentCallbacks } from './declared/declared-callbacks.js'
import { readDeclaredOperations } from './declared/declared-operations.js'
import { type DeclaredRoot, readDeclaredRoot } from './declared/declared-root.js'
import { readSchemes } from './declared/declared-security.js'
import { readSeeds, type Seeds } from './declared/declared-seeds.js'
import { readWebhooks } from './declared/declared-webhooks.js'
import { type HoistedByEntity, hoistedByEntity } from './declared/hoist-declarations.js'
import { deepFreeze } from './deep-freeze.js'
import { entitiesOf } from './finish-groups.js'
import { groupOperations } from './groups.js'
import type { Decision } from './infer.js'
import { withPagingDefaults } from './lists/paging.js'
import { normalise } from './normalise/normalise.js'
import { type Operation, readOperations } from './operations.js'
import { findParents } from './parents.js'
import { createProblems, inOrder, translated, type Whereabouts } from './problems.js'
import { createSchemas } from './schema-view.js'
import { describeWebhooks, webhooksFacts } from './webhooks.js'

/** The model of a document, deep-frozen, and what the user should know about it. */
export interface ReadResult {
  readonly model: ApiModel
  readonly warnings: readonly Diagnostic[]
  readonly whereFilled: WhereFilled
}

/**
 * Where a seed stands, by its entity and its index among the seeds of that entity; without an index, where it is said that the
 * entity's records are made up. Undefined for what nobody declared.
 */
export type WhereFilled = (entity: string, index?: number) => Whereabouts | undefined

/**
 * Reads what each operation does: declared by x-persistence, inferred from the shape of the contract, or nothing. Throws
 * DiagnosticError with every error and warning when a declaration is wrong.
 */
export function readModel(loaded: LoadedDocument): ReadResult {
  const written = createProblems(loaded)
  checkFakers(loaded.document, written)
  const { document, sourceOf } = normalise(loaded.document, written)
  const problems = translated(written, sourceOf)
  const schemas = createSchemas(document)
  const source = { document, schemas, problems, env: loaded.env }
  const operations = readOperations(document, schemas)
  const root = readDeclaredRoot(source)
  const schemes = readSchemes(source)
  const declared = readDeclaredOperations({ ...source, singletons: singletonsOf(root) }, operations)
  const { groups, unresolved, decisions } = groupOperations(source, operations, root, declared, schemes)
  const whereUnique = createWhereUnique(root, hoistedByEntity(declared))
  checkEntities(schemas, { groups, unresolved, whereUnique }, problems)
  const named = [...groups.map(({ subject }) => subject.name), ...unresolved.map(({ name }) => name)]
  const names = new Set([...named, ...root.entities.keys()])
  checkCounts(root, names, problems)
  const silent = new Map(operations.map(({ id, at }) => [id, readSilentCallbacks(source, at)]))
  const declaredWebhooks = readWebhooks(source)
  checkWebhooks(source, declaredWebhooks, groups, names)
  const security = checkSchemes(schemes, groups, names, problems)
  const { seeds, whereSeed } = readSeeds(root.seeds, names, loaded.seedFiles, problems)
  if (problems.errors.length > 0) throw new DiagnosticError(inOrder(problems))
  const filled = filledNames(root, seeds)
  const parents = findParents({ schemas, groups, decisions: decisions.values(), filled })
  const entities = assembleEntities(source, { groups, parents, root, schemes, whereUnique })
  const webhooks = describeWebhooks(source, declaredWebhooks, groups, root.infer)
  const sent = webhooksFacts(webhooks)
  const settings: SettingsFacts = {
    ...root.settings,
    ...(security && { security }),
    ...(sent && { webhooks: sent }),
    ...(loaded.env.length > 0 && { env: loaded.env }),
  }
  const model: ApiModel = {
    title: infoText(document, 'title'),
    version: infoText(document, 'version'),
    operations: operations.map((operation) =>
      describeOperation(operation, decisions.get(operation.id), root, silent.get(operation.id)),
    ),
    entities: inOrderOfUse(entities, operations, decisions),
    webhooks,
    settings,
    seeds,
  }
  const whereFilled: WhereFilled = (name, index) => {
    if (index !== undefined) return whereSeed(name, index)
    const said = root.entities.get(name)?.pointer ?? root.counts.get(name)?.pointer
    return said === undefined ? undefined : problems.whereabouts(said)
  }
  return { model: deepFreeze(model), warnings: inOrder(problems), whereFilled }
}

function singletonsOf({ entities }: DeclaredRoot): ReadonlySet<string> {
  return new Set([...entities.values()].flatMap(({ name, singleton }) => (singleton ? [name] : [])))
}

// Entities of which there are records before any request.
function filledNames({ entities, counts }: DeclaredRoot, seeds: Seeds): ReadonlySet<string> {
  const countOf = (name: string) => entities.get(name)?.generate?.count ?? counts.get(name)?.count ?? 0
  const made = [...entities.keys(), ...counts.keys()].filter((name) => countOf(name) > 0)
  const seeded = Object.entries(seeds).flatMap(([name, records]) => (records.length > 0 ? [name] : []))
  return new Set([...made, ...seeded])
}

function describeOperation(
  operation: Operation,
  decision: Decision | undefined,
  { paging }: DeclaredRoot,
  silentCallbacks: readonly string[] = [],
): OperationModel {
  const { id, method, path, at } = operation
  const tags = own(at.value, 'tags')
  const tag: unknown = Array.isArray(tags) ? tags[0] : undefined
  const summary = own(at.value, 'summary')
  const { bound, program, extras } = decision ?? {}
  return {
    id,
    pointer: at.pointer,
    tag: typeof tag === 'string' ? tag : undefined,
    summary: typeof summary === 'string' ? summary : undefined,
    facts: {
      method,
      path,
      ...extras,
      ...(silentCallbacks.length > 0 && { silentCallbacks }),
      ...(program ?? (bound && withPagingDefaults(bound.facts, paging))),
    },
    origin: decision?.origin ?? 'none',
    reason: decision?.reason ?? '',
  }
}

// An operation may say what is unique, too; what the declaration of the entity has itself comes first.
function createWhereUnique(
  { entities }: DeclaredRoot,
  hoisted: HoistedByEntity,
): (name: string, index: number) => string {
  return (name, index) => {
    const own = entities.get(name)
    const count = own?.unique.length ?? 0
    if (own !== undefined && index < count) return join(own.pointer, 'unique', index)
    const known = new Set(own?.unique.map(keyOf))
    const added = (hoisted.get(name) ?? []).flatMap(({ unique }) => unique)
    const fresh = added.filter(({ unique }) => !known.has(keyOf(unique)) && known.add(keyOf(unique)))
    return fresh[index - count]?.pointer ?? own?.pointer ?? ''
  }
}

function keyOf(unique: string | readonly string[]): string {
  return JSON.stringify([unique].flat())
}

// Entities that no operation uses can still be seeded; they come last.
function inOrderOfUse(
  entities: readonly EntityModel[],
  operations: readonly Operation[],
  decisions: ReadonlyMap<string, Decision>,
): readonly EntityModel[] {
  const used = operations.flatMap(({ id }) => entitiesOf(decisions.get(id) ?? {}))
  const order = new Map([...new Set(used)].map((name, index) => [name, index]))
  const rank = ({ name }: EntityModel) => order.get(name) ?? order.size
  return entities.toSorted((left, right) => rank(left) - rank(right))
}

function infoText(document: JsonObject, name: string): string {
  const value = own(document.info, name)
  return typeof value === 'string' ? value : ''
}
