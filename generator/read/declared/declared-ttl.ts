// How long the records of an operation live: `ttl`, seconds or a template that makes them.
import { own } from '../../pointers.js'
import type { Problems } from '../problems.js'
import type { Fields } from './fields.js'
import { hasExpression } from './templates.js'

/** Longest life in seconds: a hundred years, as for entities. */
const maxTtlSeconds = 100 * 365.25 * 24 * 60 * 60

/** Reads a number of seconds above 0, or a text with an expression; anything else is reported. */
export function readTtl(fields: Fields, problems: Problems, name = 'ttl'): number | string | undefined {
  const value = own(fields.at.value, name)
  if (value === undefined) return undefined
  if (typeof value === 'string' && hasExpression(value)) return value
  if (isSeconds(value)) return value
  problems.error({
    code: 'MOCKGEN_VALUE',
    pointer: fields.pointer(name),
    message: `${name}: expected seconds from 1 to ${maxTtlSeconds}, found ${JSON.stringify(value)}`,
    remedy: 'write a whole number of seconds, or leave it out',
  })
  return undefined
}

/** Reads seconds where no template may stand. */
export function readSeconds(fields: Fields, problems: Problems, name = 'ttl'): number | undefined {
  const value = own(fields.at.value, name)
  if (typeof value !== 'string' || !hasExpression(value)) {
    const seconds = readTtl(fields, problems, name)
    return typeof seconds === 'number' ? seconds : undefined
  }
  const message = `${name}: expected a number of seconds, found an expression`
  problems.error({ code: 'MOCKGEN_VALUE', pointer: fields.pointer(name), message, remedy: 'write a number' })
  return undefined
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= maxTtlSeconds
}
