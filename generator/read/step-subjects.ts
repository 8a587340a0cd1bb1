// What the steps of programs tell about the records of entities that nothing else describes.
import type { CreateFacts } from '@mockgen/runtime'
import type { DeclarationSource, DeclaredEntity } from './declared/declared-entities.js'
import { keyOf, leadingOf } from './declared/declared-key.js'
import { asTemplates } from './declared/declared-key-use.js'
import type { DeclaredOperation } from './declared/declared-operations.js'
import type { DeclaredStep } from './declared/declared-steps.js'
import { findObject } from './envelopes.js'
import { nounsOf, ownKey } from './keys.js'
import { nameOf } from './names.js'
import type { Operation } from './operations.js'
import { findInput, findOutput, openRecord, type Subject } from './record-places.js'
import { type Bound, type Role, successOf } from './roles.js'
import type { Schemas, SchemaView } from './schema-view.js'
import { sameName } from './words.js'

/** A step and the operation that it belongs to; `alone` says that its unit has no other, so that the answer is about it. */
export interface PlacedStep {
  readonly operation: Operation
  readonly step: DeclaredStep
  readonly alone: boolean
}

/** The steps of a document's programs. */
export interface Steps {
  readonly all: readonly PlacedStep[]
  /** Names of entities that steps are about. */
  readonly names: ReadonlySet<string>
  /** Steps that create records of an entity. */
  creating(name: string): readonly PlacedStep[]
  /** The roles of those whose operation stands where the entity's collection is: it creates nothing else, or is called so. */
  collecting(name: string): readonly Role[]
}

/** Collects the steps of all programs. */
export function stepsOf(declared: ReadonlyMap<string, DeclaredOperation>): Steps {
  const all = [...declared.values()].flatMap((found) => {
    if (found.kind !== 'program') return []
    const { operation } = found
    return found.rules.flatMap(({ steps }) =>
      steps.map((step) => ({ operation, step, alone: steps.length === 1 })),
    )
  })
  const creates = all.filter(({ step }) => step.action === 'create' || step.action === 'upsert')
  const creating = (name: string) => creates.filter(({ step }) => step.entity === name)
  const isSole = ({ operation, step }: PlacedStep) =>
    creates.every((other) => other.operation !== operation || other.step.entity === step.entity)
  return {
    all,
    names: new Set(all.map(({ step }) => step.entity)),
    creating,
    collecting: (name) =>
      creating(name)
        .filter((placed) => isSole(placed) || sameName(nameOf(placed.operation.path), name))
        .map(({ operation }) => ({ operation, action: 'create', scope: [] })),
  }
}

/**
 * The subject of an entity that no operation shows: what a single step stores and answers, or, without a schema, any object
 * under the declared key or `id`. Undefined for an entity that no step names, and for one that nothing declares.
 */
export function subjectOfSteps(
  source: DeclarationSource,
  steps: Steps,
  name: string,
  declared: DeclaredEntity | undefined,
): Omit<Subject, 'name'> | undefined {
  if (!steps.names.has(name)) return undefined
  const key = keyOf(declared)
  for (const placed of steps.all) {
    const record = placed.step.entity === name ? recordOf(source, placed) : undefined
    const own = record && (key ?? ownKey(source.schemas, record, nounsOf(placed.operation.path, record)))
    if (record !== undefined && own !== undefined && record.properties.has(own))
      return { record, key: own, leading: leadingOf(declared) }
  }
  return declared === undefined && !isStored(steps, name) ? undefined : openSubject(declared)
}

/** The subject of an entity of which no schema is known: any object under the declared key or `id`. */
export function openSubject(declared: DeclaredEntity | undefined): Omit<Subject, 'name'> {
  return { record: openRecord, key: keyOf(declared) ?? 'id', leading: leadingOf(declared) }
}

// An entity that a step fills exists, even where nothing says what is in its records.
function isStored(steps: Steps, name: string): boolean {
  return steps.all.some(({ step, alone }) => alone && step.entity === name && step.action === 'create')
}

// What a create by itself answers, if that is what it stores; else the body that it stores.
function recordOf(
  { schemas }: DeclarationSource,
  { operation, step, alone }: PlacedStep,
): SchemaView | undefined {
  if (step.action !== 'create' || !alone) return undefined
  const body = operation.body()
  const { data } = step.options
  const stored = new Set(data === undefined ? body?.properties.keys() : Object.keys(Object(data)))
  const answer = operation.success(successOf.create)?.schema
  const shared = (view: SchemaView) => [...view.properties.keys()].filter((name) => stored.has(name)).length
  const answered = answer && findObject(schemas, answer, shared)?.schema
  return answered ?? (data === undefined ? body : undefined)
}

/**
 * What a creating step tells about its entity, as a create by itself would: what clients send, and under which schema its record
 * is answered.
 */
export function bindStep(schemas: Schemas, { operation, step, alone }: PlacedStep, subject: Subject): Bound {
  // Of an open record everything would be a likeness.
  const scopeValues = step.scope && asTemplates(step.scope)
  const facts: CreateFacts = {
    action: 'create',
    entity: subject.name,
    ...(scopeValues && { options: { scopeValues } }),
  }
  if (subject.record === openRecord) return { facts }
  const input = step.options.data === undefined ? findInput(schemas, operation.body(), subject) : undefined
  const output = alone ? findOutput(schemas, operation.success(successOf.create), subject).found : undefined
  return {
    facts,
    ...(input && { request: input.schema }),
    ...(output && { schema: output.schema }),
  }
}
