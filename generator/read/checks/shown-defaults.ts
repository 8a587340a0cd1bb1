// Finds the defaults that may not fit their schemas, in a walk that large documents hardly notice: nearly all are plainly right.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject } from '../../pointers.js'
import { type FoundValue, findShownAt } from './shown-values.js'

/** The defaults of schemas that only a validator can judge, or that are wrong, in the order of the document. */
export function findDoubtfulDefaults(document: JsonObject): readonly FoundValue[] {
  const found: FoundValue[] = []
  const tokens: string[] = []

  // Through everything, examples too: what is no schema after all is found out for the few that are in doubt.
  function visit(value: Json): void {
    if (isObject(value) && value.default !== undefined && !isPlain(value.default, value))
      found.push(...findShownAt(document, tokens).filter(({ role }) => role === 'default'))
    if (typeof value !== 'object' || value === null) return
    for (const [token, child] of Object.entries(value)) {
      if (typeof child !== 'object' || child === null) continue
      tokens.push(token)
      visit(child)
      tokens.pop()
    }
  }

  visit(document)
  return found
}

const annotations = ['default', 'description', 'title', 'example', 'examples', 'deprecated'] as const
const readHere = ['type', 'enum', 'nullable', 'minimum', 'maximum', 'items'] as const
const plainKeywords: ReadonlySet<string> = new Set([...annotations, ...readHere])

// A boolean where the type is boolean, one of the texts that are allowed, a number within its bounds: of nothing else it is said.
function isPlain(value: Json, schema: JsonObject): boolean {
  const { type, enum: allowed, minimum = value, maximum = value, items } = schema
  if (!Object.keys(schema).every((keyword) => plainKeywords.has(keyword))) return false
  if (Array.isArray(allowed) && !allowed.includes(value)) return false
  if (Array.isArray(value))
    return (
      type === 'array' &&
      (items === undefined || (isObject(items) && value.every((item: Json) => isPlain(item, items))))
    )
  if (typeof value !== 'number') return type === typeof value
  const isWithin = Number(minimum) <= value && value <= Number(maximum)
  return isWithin && (type === 'number' || (type === 'integer' && Number.isInteger(value)))
}
