// Values that a declaration gives as templates, in the types that the records port takes.
import type { KeyValue, RecordKey, Scope } from '../../entities/records.js'
import {
  compileTemplate,
  conditionUsesName,
  type TemplateOptions,
  usesName,
} from '../../expressions/expressions.js'
import type { Condition, Template } from '../../facts.js'
import type { Json } from '../../json.js'
import { toKey } from '../operation-request.js'
import { refusal } from './refusals.js'
import type { Run } from './run.js'

/** Longest life of a record: 100 years, in seconds. */
const maxTtl = 100 * 366 * 86_400

/** A value of a run; undefined where the template's only expression has none. */
export function compileValue(
  template: Template,
  at: string,
  options?: TemplateOptions,
): (run: Run) => Json | undefined {
  const evaluate = compileTemplate(template, at, options)
  return (run) => evaluate(run.scope)
}

/** A value that must be there: MOCK_EXPRESSION when it is not. */
export function compileRequired(template: Template, at: string): (run: Run) => Json {
  const evaluate = compileTemplate(template, at)
  return (run) => {
    const value = evaluate(run.scope)
    if (value !== undefined) return value
    throw refusal('MOCK_EXPRESSION', at, 'the expression has no value')
  }
}

/** The key of a record; undefined where its only expression has no value. */
export function compileKey(
  key: Template | readonly Template[],
  at: string,
): (run: Run) => RecordKey | undefined {
  if (isList(key)) {
    const parts = key.map((part, i) => compileKeyPart(part, `${at}/${i}`))
    return (run) => parts.map((part, i) => part(run) ?? wrongKey(`${at}/${i}`))
  }
  return compileKeyPart(key, at)
}

/** The values of a scope. */
export function compileScopeValues(values: readonly Template[], at: string): (run: Run) => Scope {
  const parts = values.map((value, i) => compileKeyPart(value, `${at}/${i}`))
  return (run) => parts.map((part, i) => part(run) ?? wrongKey(`${at}/${i}`))
}

/** Milliseconds that a record lives. MOCK_EXPRESSION for what is no number of seconds that a record can live. */
export function compileTtlMs(ttl: number | Template, at: string): (run: Run) => number {
  const evaluate = compileRequired(ttl, at)
  return (run) => {
    const value = evaluate(run)
    const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof seconds === 'number' && seconds > 0 && seconds <= maxTtl) return Math.ceil(seconds * 1000)
    throw refusal(
      'MOCK_EXPRESSION',
      at,
      `a life of ${JSON.stringify(value)} seconds is none that a record can have`,
    )
  }
}

/** True when one of the templates or conditions uses the name. */
export function anyUses(
  name: string,
  templates: readonly (Template | undefined)[],
  conditions: readonly (Condition | undefined)[] = [],
): boolean {
  return (
    templates.some((template) => template !== undefined && usesName(template, name)) ||
    conditions.some((condition) => condition !== undefined && conditionUsesName(condition, name))
  )
}

/** The refusal of a key that is neither text nor a number. */
export function wrongKey(at: string): never {
  throw refusal('MOCK_EXPRESSION', at, 'what should be a key is neither text nor a number')
}

function compileKeyPart(template: Template, at: string): (run: Run) => KeyValue | undefined {
  const evaluate = compileTemplate(template, at)
  return (run) => {
    const value = evaluate(run.scope)
    return value === undefined || value === null ? undefined : (toKey(value) ?? wrongKey(at))
  }
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
