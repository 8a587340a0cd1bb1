// Programs in facts: the rules and steps that an operation declares, once it is known what the entities are.

import type { BodyPointer, ProgramFacts, RuleFacts, StepFacts, Template } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { isWithin, join } from '../pointers.js'
import { stores } from './declared/declared-action.js'
import type { DeclarationSource } from './declared/declared-entities.js'
import { asTemplates, keyTemplate } from './declared/declared-key-use.js'
import { resolveLock } from './declared/declared-lock.js'
import type { DeclaredProgram } from './declared/declared-operations.js'
import type { DeclaredRule } from './declared/declared-rules.js'
import { below, type DeclaredStep } from './declared/declared-steps.js'
import { requestTemplate } from './declared/templates.js'
import { type Group, scopeOf } from './group.js'
import { type Operation, pathParameters } from './operations.js'
import { lastParameter } from './paths.js'
import { findInput } from './record-places.js'
import { sameName } from './words.js'

/** The entities of a document by name. */
export type KnownEntities = ReadonlyMap<string, Group>

/** Makes the facts of a program; entities that do not exist are reported, and their steps left out. */
export function programFacts(
  source: DeclarationSource,
  { rules, operation, pointer }: DeclaredProgram,
  known: KnownEntities,
): ProgramFacts {
  const facts = rules.map((rule, index) => ({
    ...ruleFacts(source, rule, operation, known),
    ...placeOf(source, pointer, rule.pointer, rules.length === 1 ? '' : `/rules/${index}`),
  }))
  return { action: 'program', rules: facts }
}

/** What a program does, in words: "2 steps: orders create, inventory update". */
export function describeProgram({ rules }: Pick<DeclaredProgram, 'rules'>): string {
  const [only, second] = rules
  if (only === undefined || second !== undefined) return `${rules.length} rules`
  const { steps } = only
  const [step] = steps
  if (step === undefined) return 'an answer of its own'
  const each = step.forEach === undefined ? '' : ' for each item'
  if (steps.length === 1) return `${step.entity} ${step.action}${each}`
  const shown = steps.slice(0, maxNamed).map(({ entity, action }) => `${entity} ${action}`)
  const more = steps.length > maxNamed ? ` and ${steps.length - maxNamed} more` : ''
  return `${steps.length} steps: ${shown.join(', ')}${more}`
}

/** Most steps that a reason names: it is one line of a table. */
const maxNamed = 6

function ruleFacts(
  source: DeclarationSource,
  { pointer, when, steps, onError, response }: DeclaredRule,
  operation: Operation,
  known: KnownEntities,
): RuleFacts {
  return {
    ...(when !== undefined && { when }),
    steps: steps.flatMap((step, index) => {
      const facts = stepFacts(source, step, operation, known)
      return facts ? [{ ...facts, ...placeOf(source, pointer, step.at.pointer, `/operations/${index}`) }] : []
    }),
    ...(onError !== undefined && { onError }),
    ...(response !== undefined && { response }),
  }
}

// Where something stands below another thing, in the document as the user wrote it; nothing where that is where it usually is.
function placeOf(
  { problems }: DeclarationSource,
  above: string,
  pointer: string,
  usual: string,
): { readonly at?: string } {
  const [from, to] = [problems.sourceOf(above), problems.sourceOf(pointer)]
  const place = isWithin(from, to) ? to.slice(from.length) : pointer.slice(above.length)
  return place === usual ? {} : { at: place }
}

function stepFacts(
  source: DeclarationSource,
  step: DeclaredStep,
  operation: Operation,
  known: KnownEntities,
): StepFacts | undefined {
  const group = known.get(step.entity)
  if (group === undefined) {
    reportUnknownEntity(source, step, known)
    return undefined
  }
  const { entity, action, as, when, forEach, sort, limit, by } = step
  const key = keyOfStep(source, step, operation, group)
  const scopeValues = scopeOfStep(source, step, operation, group)
  const fed = forEach !== undefined && stores(action) && step.options.data === undefined
  const input =
    stores(action) && !fed && step.options.data === undefined ? inputOf(source, operation, group) : ''
  return {
    ...(as !== undefined && { as }),
    ...(when !== undefined && { when }),
    ...(forEach !== undefined && { forEach }),
    entity,
    action,
    ...(key !== undefined && { key }),
    ...(scopeValues.length > 0 && { scopeValues }),
    ...(input !== '' && { input }),
    ...(fed && { data: '{{ item }}' }),
    ...resolveLock(source, step.options, step.at.pointer, group),
    ...(sort && { sort: sort.map(({ name }) => name.replace(/^\+/, '')) }),
    ...(limit !== undefined && { limit }),
    ...(by !== undefined && { by }),
  }
}

function reportUnknownEntity(
  { problems }: DeclarationSource,
  step: DeclaredStep,
  known: KnownEntities,
): void {
  const meant = didYouMean(step.entity, known.keys())
  problems.error({
    code: 'MOCKGEN_UNKNOWN_ENTITY',
    pointer: below(step, 'entity'),
    message: `unknown entity "${step.entity}"`,
    remedy: meant
      ? `did you mean ${meant}? Otherwise declare ${step.entity} under x-persistence.entities`
      : `declare ${step.entity} under x-persistence.entities; known entities are ${[...known.keys()].join(', ') || 'none'}`,
  })
}

// A rule with one action on an item path is about that item, as it would be without rules.
function keyOfStep(
  { problems }: DeclarationSource,
  step: DeclaredStep,
  { path }: Operation,
  { subject }: Group,
): Template | undefined {
  const { key, action } = step
  if (key?.kind === 'properties') return undefined
  const last = lastParameter(path)
  const isKeyed = action !== 'create' && action !== 'list' && action !== 'count'
  if (key === undefined)
    return isKeyed && last !== undefined && !step.options.where ? requestTemplate('path', last) : undefined
  const templates = asTemplates(key)
  const all = [...subject.leading, subject.key]
  if (isKeyed && templates.length !== all.length) {
    problems.error({
      code: 'MOCKGEN_PERSISTENCE',
      pointer: below(step, 'key'),
      message: `${templates.length} given for the key of ${subject.name}, which is ${all.join(', ')}`,
      remedy: 'write one value for each property of the key, in its order',
    })
  }
  return keyTemplate(templates)
}

// The values of a scope are those of the path parameters that are called like it.
function scopeOfStep(
  { problems }: DeclarationSource,
  step: DeclaredStep,
  { path }: Operation,
  group: Group,
): readonly string[] {
  if (step.scope !== undefined) return asTemplates(step.scope)
  const scope = scopeOf(group)
  const parameters = pathParameters(path)
  const found = scope.flatMap((name) => parameters.find((parameter) => sameName(parameter, name)) ?? [])
  if (found.length === scope.length) return found.map((name) => requestTemplate('path', name))
  problems.error({
    code: 'MOCKGEN_PERSISTENCE',
    pointer: join(step.at.pointer, 'entity'),
    message: `records of ${group.subject.name} stand below ${scope.join(', ')}, which ${path} does not tell`,
    remedy: "write scope: ['{{ … }}'] with a value for each of them",
  })
  return []
}

// The part of the body that is the record; the whole body where no part looks like it.
function inputOf({ schemas }: DeclarationSource, operation: Operation, { subject }: Group): BodyPointer {
  return findInput(schemas, operation.body(), subject)?.pointer ?? ''
}
