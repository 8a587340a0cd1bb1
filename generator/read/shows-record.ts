// Whether a declared answer shows the record: then its schema says what is in records.
import type { Json } from '@mockgen/runtime'
import { isObject } from '../pointers.js'
import { lastName } from './declared/templates.js'
import type { Role } from './roles.js'

/** True where an operation answers the record: by itself, or in the body that it declares. */
export function showsRecord({ details }: Role): boolean {
  const body = details?.response?.body
  return body === undefined || isShownIn(body)
}

const whole = /^\s*\{\{\s*(?:entity|entities)\s*\}\}\s*$/
const member = /^\s*\{\{\s*(?:entity\b.*|id\s*)\}\}\s*$/

/** Least part of the properties of an object that are the record's own for the object to be the record. */
const leastOwn = 0.5

// The record itself, or an object of which most properties are those of the record under their own names.
function isShownIn(body: Json): boolean {
  if (typeof body === 'string') return whole.test(body)
  if (Array.isArray(body)) return body.some(isShownIn)
  if (!isObject(body)) return false
  const values = Object.entries(body)
  const own = values.filter(([name, value]) => typeof value === 'string' && isOwn(name, value))
  return (own.length > 0 && own.length >= values.length * leastOwn) || Object.values(body).some(isShownIn)
}

function isOwn(name: string, value: string): boolean {
  return member.test(value) && (lastName(value) === name || lastName(value) === undefined)
}
