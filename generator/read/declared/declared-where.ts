// Which records an operation is about: `where: { status: open, total: { gte: '{{ request.query.min }}' } }`.

import type { Json, JsonObject, WhereFacts } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { isObject, join, type Located, own } from '../../pointers.js'
import type { Problems } from '../problems.js'
import { reportNoObject } from './declared-entities.js'

const comparisons = ['gt', 'gte', 'lt', 'lte'] as const
const operators: readonly string[] = ['eq', 'in', ...comparisons]

/** Reads the conditions; a value alone means equal, a list one of. What is wrong is reported and left out. */
export function readWhere(holder: Located, problems: Problems): WhereFacts | undefined {
  const value = own(holder.value, 'where')
  if (value === undefined) return undefined
  if (!isObject(value)) {
    reportNoObject('where', holder.pointer, problems)
    return undefined
  }
  const at = join(holder.pointer, 'where')
  const conditions = Object.entries(value).flatMap(([property, condition]) => {
    const read = readCondition(condition, join(at, property), problems)
    // Facts become object literals, in which this name would set a prototype.
    return read === undefined || property === '__proto__' ? [] : [[property, read] as const]
  })
  return conditions.length === 0 ? undefined : Object.fromEntries(conditions)
}

type Comparing = WhereFacts[string]

function readCondition(value: Json, pointer: string, problems: Problems): Comparing | undefined {
  if (Array.isArray(value)) return { in: value }
  if (!isObject(value)) return { eq: value }
  const names = Object.keys(value)
  const unknown = names.filter((name) => !operators.includes(name))
  for (const name of unknown) {
    const meant = didYouMean(name, operators)
    problems.error({
      code: 'MOCKGEN_UNKNOWN_KEY',
      pointer: join(pointer, name),
      message: `unknown comparison "${name}"`,
      remedy: meant ? `did you mean ${meant}?` : `known comparisons are ${operators.join(', ')}`,
    })
  }
  const isRange = names.every((name) => comparisons.some((known) => known === name))
  if (unknown.length === 0 && names.length > 0 && (names.length === 1 || isRange)) return comparing(value)
  if (unknown.length === 0) {
    const message =
      names.length === 0 ? 'a condition without a comparison' : `${names.join(' and ')} do not go together`
    problems.error({
      code: 'MOCKGEN_VALUE',
      pointer,
      message,
      remedy: 'write one of eq and in, or bounds with gt, gte, lt and lte',
    })
  }
  return undefined
}

function comparing(value: JsonObject): Comparing {
  const { eq, in: oneOf } = value
  if (eq !== undefined) return { eq }
  if (oneOf !== undefined) return { in: oneOf }
  return Object.fromEntries(
    comparisons.flatMap((name) => (Object.hasOwn(value, name) ? [[name, value[name]]] : [])),
  )
}
