// Which operations belong to which entity: declared ones with those beside them, then inferred entities, then those that only
// steps are about.
import type { Method } from '@mockgen/runtime'
import { isObject } from '../pointers.js'
import { createCollections } from './beside.js'
import { checkOperations } from './checks/check-operations.js'
import { checkScopes } from './checks/check-scopes.js'
import { checkSplit } from './checks/check-split.js'
import type { DeclarationSource } from './declared/declared-entities.js'
import type { DeclaredOperation } from './declared/declared-operations.js'
import type { DeclaredRoot } from './declared/declared-root.js'
import type { DeclaredScheme } from './declared/declared-security.js'
import {
  type HoistedByEntity,
  hoistDeclarations,
  hoistedByEntity,
  hoistInto,
} from './declared/hoist-declarations.js'
import { type DeclaredInput, groupDeclared, groupNamed } from './declared-groups.js'
import { decisionsByEntity, finishDecisions, finishGroup } from './finish-groups.js'
import { withForeignKeys } from './foreign-keys.js'
import type { Group, Grouped, Unresolved } from './group.js'
import { type Additions, type Decision, refuse } from './infer.js'
import { groupInferred, without } from './inferred-groups.js'
import type { Operation } from './operations.js'
import { findResources, pathAbove, type Resource } from './paths.js'
import type { Bound } from './roles.js'
import type { SchemaView } from './schema-view.js'
import { groupSingletons } from './singletons.js'
import { decideStateActions } from './state-actions.js'
import { stepsOf } from './step-subjects.js'

/** The entities of a document, and what was decided about each operation, by operationId. */
export interface Groups {
  readonly groups: readonly Group[]
  /** Declared entities that have no group. */
  readonly unresolved: readonly Unresolved[]
  readonly decisions: ReadonlyMap<string, Decision>
}

/** Decides about every operation. */
export function groupOperations(
  source: DeclarationSource,
  operations: readonly Operation[],
  root: DeclaredRoot,
  declared: ReadonlyMap<string, DeclaredOperation>,
  schemes: readonly DeclaredScheme[],
): Groups {
  const hoisted = hoistedByEntity(declared)
  const additions = additionsOf(declared)
  const isOpen = ({ id }: Operation) => (declared.get(id)?.kind ?? 'addition') === 'addition'
  const resources = findResources(root.infer ? operations.filter(isOpen) : [])
  const entities = hoistDeclarations(source, root.entities, hoisted)
  const explicit = new Set(root.entities.keys())
  const steps = stepsOf(declared)
  const kept = new Set([...seededNames(root), ...schemes.map(({ facts }) => facts.entity)])
  const collections = createCollections(source.schemas, resources, explicit)
  const input = { operations, resources, entities, explicit, declared, additions, steps, kept, collections }
  const named = groupDeclared(source, input)
  const inferred = groupInferred(source.schemas, {
    resources,
    taken: idsOf(named),
    names: new Set(named.names),
    additions,
  })
  checkSplit(source, inferred, root.entities)
  const singletons = groupSingletons(source.schemas, {
    resources,
    taken: new Set([...idsOf(named), ...idsOf(inferred)]),
    names: new Set([...named.names, ...inferred.groups.map(({ subject }) => subject.name)]),
    additions,
    collections: collectionsOf(
      [...named.decisions, ...inferred.decisions],
      [...named.groups, ...inferred.groups],
    ),
  })
  const alone = [...inferred.groups, ...singletons.groups]
  const made = [...named.groups, ...alone.map((group) => withHoisted(source, group, hoisted))]
  const taken = new Set([named, inferred, singletons].flatMap((grouped) => [...idsOf(grouped)]))
  const stepped = groupStepped(source, input, made, taken)
  const found = [...named.decisions, ...inferred.decisions, ...stepped.decisions]
  const actions = decideStateActions(source.schemas, {
    operations: root.infer ? operations.filter(({ id }) => !declared.has(id) && !taken.has(id)) : [],
    groups: [...made, ...stepped.groups],
    decisions: found,
  })
  const rest = operations.map((operation) => refuse(operation, whyNot(operation, root)))
  const decisions = new Map<string, Decision>()
  // What the operations around a step make of a collection stands above what could not be inferred without it.
  const grouped = [named, stepped, singletons].flatMap(({ decisions }) => decisions)
  const states = actions.filter(({ bound }) => bound !== undefined)
  for (const decision of [...grouped, ...states, ...inferred.decisions, ...actions, ...rest]) {
    const { id } = decision.operation
    if (!decisions.has(id)) decisions.set(id, decision)
  }
  const whole = withActions([...made, ...stepped.groups], actions)
  const groups = withForeignKeys(source.schemas, whole, decisions.values())
  const known = new Map(groups.map((group) => [group.subject.name, group]))
  const finished = finishDecisions(source, { decisions, declared, known })
  checkOperations(source, { declared, known, decisions: finished })
  const byEntity = decisionsByEntity(finished.values())
  const complete = groups.map((group) => finishGroup(source, group, { byEntity, steps, hoisted }))
  checkScopes(source, { groups: complete, declared, decisions: finished })
  return {
    groups: complete,
    unresolved: named.unresolved,
    decisions: finished,
  }
}

function withActions(groups: readonly Group[], actions: readonly Decision[]): readonly Group[] {
  const added = new Map<string, Bound[]>(groups.map(({ subject }) => [subject.name, []]))
  for (const { bound } of actions) if (bound) added.get(bound.facts.entity)?.push(bound)
  return groups.map((group) => {
    const bound = added.get(group.subject.name) ?? []
    return bound.length === 0 ? group : { ...group, bound: [...group.bound, ...bound] }
  })
}

function collectionsOf(
  decisions: readonly Decision[],
  groups: readonly Group[],
): ReadonlyMap<string, SchemaView> {
  const records = new Map(groups.map(({ subject }) => [subject.name, subject.record]))
  const found = decisions.flatMap(({ operation, bound }) => {
    const record = bound && records.get(bound.facts.entity)
    const path = bound?.facts.action === 'read' ? pathAbove(operation.path) : operation.path
    return record === undefined ? [] : [[path, record] as const]
  })
  return new Map(found)
}

// What a file seeds is not known here; an entity without a schema that only a file fills says its key.
function seededNames({ seeds, counts, entities }: DeclaredRoot): readonly string[] {
  const named = seeds.flatMap(({ entity, value }) => entity ?? (isObject(value) ? Object.keys(value) : []))
  const made = [...entities.values()].filter(({ generate }) => generate !== undefined)
  return [...named, ...counts.keys(), ...made.map(({ name }) => name)]
}

function additionsOf(declared: ReadonlyMap<string, DeclaredOperation>): Additions {
  const found = [...declared].flatMap(([id, operation]) =>
    operation.kind === 'addition' ? [[id, operation.details] as const] : [],
  )
  return new Map(found)
}

function idsOf({ decisions }: Grouped): ReadonlySet<string> {
  return new Set(decisions.filter(({ bound }) => bound !== undefined).map(({ operation }) => operation.id))
}

// Steps may say something about entities that were inferred, too.
function withHoisted(source: DeclarationSource, group: Group, hoisted: HoistedByEntity): Group {
  const { name } = group.subject
  const declared = hoistInto(source, name, group.declared, hoisted.get(name) ?? [])
  return declared === undefined ? group : { ...group, declared }
}

// Entities that steps name and nothing else has made; one that stands for nothing is reported with its step.
function groupStepped(
  source: DeclarationSource,
  input: DeclaredInput,
  made: readonly Group[],
  taken: ReadonlySet<string>,
): Grouped {
  const known = new Set(made.map(({ subject }) => subject.name))
  const names = [...input.steps.names].filter((name) => !known.has(name) && !input.explicit.has(name))
  if (names.length === 0) return { groups: [], decisions: [] }
  const resources = input.resources.map((resource) => without(resource, taken))
  const collections = createCollections(source.schemas, resources, input.explicit)
  const free = { ...input, resources, collections }
  const claimed = new Set<Resource>()
  const found = names.flatMap((name) => {
    const entity = input.entities.get(name)
    const group = groupNamed(source, free, { name, entity, members: [], claimed })
    return group.ok ? [group] : []
  })
  return {
    groups: found.map(({ group }) => group),
    decisions: found.flatMap(({ decisions }) => decisions),
  }
}

// For what is neither a collection that can be added to, nor an item of one.
function whyNot({ method }: Operation, { infer }: DeclaredRoot): string {
  return infer ? (alone[method] ?? 'keeps nothing') : 'no x-persistence, and infer is false'
}

const alone: Partial<Record<Method, string>> = {
  get: 'read-only: no operation creates what it answers',
  post: 'an action: no operation lists or reads what it would create',
  put: 'an action: what it changes is no item of a collection that is kept',
  patch: 'an action: what it changes is no item of a collection that is kept',
  delete: 'an action: what it removes is no item of a collection that is kept',
}
