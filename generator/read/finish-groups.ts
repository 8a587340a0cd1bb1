// The last decisions, once all entities are known: programs, what is declared on top of inference, relations and caching.
import type {
  BindingFacts,
  CacheFacts,
  ListFacts,
  OperationExtras,
  ReadFacts,
  RelationFacts,
  StepOptions,
} from '@mockgen/runtime'
import { join } from '../pointers.js'
import { writes } from './declared/declared-action.js'
import type { DeclarationSource } from './declared/declared-entities.js'
import { orderedProperty } from './declared/declared-lists.js'
import { resolveLock } from './declared/declared-lock.js'
import type { DeclaredAddition, DeclaredBinding, DeclaredOperation } from './declared/declared-operations.js'
import { type HoistedByEntity, hoistVersion } from './declared/hoist-declarations.js'
import { holdsExpressions } from './declared/templates.js'
import { declaredNotes } from './declared-notes.js'
import type { Group } from './group.js'
import type { Decision } from './infer.js'
import { resolveExpansion } from './lists/expansions.js'
import { describeProgram, type KnownEntities, programFacts } from './program-facts.js'
import { bindStep, type Steps } from './step-subjects.js'

/** What is known when the entities are made. */
export interface Finishing {
  readonly decisions: ReadonlyMap<string, Decision>
  readonly declared: ReadonlyMap<string, DeclaredOperation>
  readonly known: KnownEntities
}

/** Decides about every operation for good. */
export function finishDecisions(
  source: DeclarationSource,
  finishing: Finishing,
): ReadonlyMap<string, Decision> {
  const finished = [...finishing.decisions].map(([id, decision]) => {
    const declared = finishing.declared.get(id)
    const made = finish(source, decision, declared, finishing)
    return [id, withCache(withPlace(source, made, declared), declared, finishing)] as const
  })
  return new Map(finished)
}

/** The entity with what all operations together say about it. */
export function finishGroup(
  source: DeclarationSource,
  group: Group,
  {
    byEntity,
    steps,
    hoisted,
  }: {
    /** See `decisionsByEntity`. */
    readonly byEntity: ReadonlyMap<string, readonly Decision[]>
    readonly steps: Steps
    readonly hoisted: HoistedByEntity
  },
): Group {
  const { name } = group.subject
  const created = steps.creating(name).map((placed) => bindStep(source.schemas, placed, group.subject))
  const mine = byEntity.get(name) ?? []
  const ownTtl =
    (hoisted.get(name) ?? []).some((said) => said.ownTtl) ||
    mine.some(({ bound }) => bound?.facts.options?.ttl !== undefined)
  const isCached = mine.some(({ extras }) => extras?.cache !== undefined)
  const declared = hoistVersion(source, group, hoisted.get(name) ?? [])
  return {
    ...group,
    declared,
    bound: [...group.bound, ...created],
    ...(ownTtl && { ownTtl }),
    ...(isCached && { cached: true }),
    sought: soughtBy(name, mine),
  }
}

// What conditions and orders that are declared look at, and what is answered along with others is found by.
function soughtBy(name: string, decisions: readonly Decision[]): readonly string[] {
  const found = decisions.flatMap(({ bound, program }) => {
    const steps = program?.rules.flatMap((rule) => rule.steps) ?? []
    const own = steps.filter(({ entity }) => entity === name)
    const single = bound?.facts.entity === name ? bound.facts : undefined
    const sort = single?.action === 'list' ? single.sort?.default : undefined
    const conditions = [single?.options, ...own].flatMap((options) => Object.keys(options?.where ?? {}))
    const orders = [...(sort ?? []), ...own.flatMap((step) => step.sort ?? [])]
    const along = relationsOf(bound).flatMap((relation) =>
      relation.entity === name && 'by' in relation ? [relation.by] : [],
    )
    return [...conditions, ...orders.map(orderedProperty), ...along]
  })
  return [...new Set(found)]
}

/** The decisions that are about each entity, by its name. */
export function decisionsByEntity(decisions: Iterable<Decision>): ReadonlyMap<string, readonly Decision[]> {
  const found = new Map<string, Decision[]>()
  for (const decision of decisions) {
    for (const entity of entitiesOf(decision)) {
      const known = found.get(entity)
      if (known === undefined) found.set(entity, [decision])
      else known.push(decision)
    }
  }
  return found
}

/** The entities that an operation is about, those that it answers along included; each once. */
export function entitiesOf({ bound, program }: Pick<Decision, 'bound' | 'program'>): readonly string[] {
  const related = relationsOf(bound)
  const steps = program?.rules.flatMap((rule) => rule.steps) ?? []
  const named = [...(bound ? [bound.facts] : []), ...steps, ...related]
  return [...new Set(named.map(({ entity }) => entity))]
}

function finish(
  source: DeclarationSource,
  decision: Decision,
  declared: DeclaredOperation | undefined,
  { known }: Finishing,
): Decision {
  switch (declared?.kind) {
    case 'bound':
      return finishBinding(source, decision, declared, known)
    case 'program': {
      const program = programFacts(source, declared, known)
      const reason = `x-persistence; ${describeProgram(declared)}`
      const extras = extrasOf(declared)
      return { operation: decision.operation, program, extras, origin: 'declared', reason }
    }
    case 'addition':
      return finishAddition(source, decision, declared, known)
    default:
      return decision
  }
}

function finishBinding(
  source: DeclarationSource,
  decision: Decision,
  declared: DeclaredBinding,
  known: KnownEntities,
): Decision {
  const { bound } = decision
  const group = bound && known.get(bound.facts.entity)
  if (bound === undefined || group === undefined) return decision
  const facts = finishFacts(source, bound.facts, declared, group, known)
  const extras = extrasOf(declared)
  const reason = [decision.reason, ...declaredNotes(facts, extras)].join('; ')
  return { ...decision, bound: { ...bound, facts }, extras, reason }
}

function finishAddition(
  source: DeclarationSource,
  decision: Decision,
  declared: DeclaredAddition,
  known: KnownEntities,
): Decision {
  const { bound } = decision
  const names = Object.keys(declared.at.value).filter((name) => !name.startsWith('x-'))
  const group = bound && known.get(bound.facts.entity)
  const extras = extrasOf(declared)
  if (bound !== undefined && group !== undefined) {
    const facts = finishFacts(source, bound.facts, declared, group, known)
    const reason = `${decision.reason}; x-persistence adds ${names.join(', ')}`
    return { ...decision, bound: { ...bound, facts }, extras, reason }
  }
  const { response } = declared.details
  for (const name of names.filter((key) => key !== 'response' && key !== 'errors')) {
    source.problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: join(declared.pointer, name),
      message: `${name} has nothing to apply to, because the operation keeps nothing: ${decision.reason}`,
      remedy: 'write entity: and action:',
    })
  }
  if (response === undefined) return { ...decision, extras }
  const program = { action: 'program', rules: [{ steps: [], response }] } as const
  return { ...decision, program, extras, origin: 'declared', reason: 'x-persistence; an answer of its own' }
}

function finishFacts(
  source: DeclarationSource,
  facts: BindingFacts,
  declared: DeclaredBinding | DeclaredAddition,
  group: Group,
  known: KnownEntities,
): BindingFacts {
  const details = declared.kind === 'bound' ? declared.role.details : declared.details
  const options = facts.options && resolveLock(source, facts.options, declared.pointer, group)
  const locked: BindingFacts = { ...facts, ...(options && { options: withoutEmpty(options) }) }
  if (!isExpandable(locked) || details?.list.expand === undefined) return locked
  const expand = resolveExpansion(source, details.list.expand, group, known)
  return { ...locked, ...(expand && { expand }) }
}

// The records that are answered along with those of a binding.
function relationsOf(bound: Decision['bound']): readonly RelationFacts[] {
  const expand = bound !== undefined && isExpandable(bound.facts) ? bound.facts.expand : undefined
  return Object.values(expand?.relations ?? {})
}

function isExpandable(facts: BindingFacts): facts is ReadFacts | ListFacts {
  return facts.action === 'read' || facts.action === 'list'
}

function withoutEmpty(options: StepOptions): StepOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

// What is given besides the place of the declaration, which errors of expressions tell: see `withPlace`.
function extrasOf({ extras }: Exclude<DeclaredOperation, { kind: 'stateless' }>): OperationExtras {
  const { cache, ...others } = extras
  return { ...others, ...(cache && { cache }) }
}

// Errors of expressions tell where the user wrote them.
function withPlace(
  { problems }: DeclarationSource,
  decision: Decision,
  declared: DeclaredOperation | undefined,
): Decision {
  const { bound, program, extras } = decision
  if (declared === undefined || declared.kind === 'stateless') return decision
  const { options, response } = bound?.facts ?? {}
  if (!holdsExpressions([options, response, program])) return decision
  return { ...decision, extras: { declaredAt: problems.sourceOf(declared.pointer), ...extras } }
}

// Reads of a cached entity are cached, unless they say otherwise themselves.
function withCache(
  decision: Decision,
  declared: DeclaredOperation | undefined,
  { known }: Finishing,
): Decision {
  const { bound, extras } = decision
  const says = declared !== undefined && declared.kind !== 'stateless' && declared.extras.cache !== undefined
  if (bound === undefined || says || writes(bound.facts.action)) return decision
  const { entity } = bound.facts
  const cache: CacheFacts | undefined = known.get(entity)?.declared?.cache
  return cache === undefined ? decision : { ...decision, extras: { ...extras, cache } }
}
