// Decides which of its types a made-up value has.

import { type FlatSchema, isClosed } from '../schemas/flat-schema.js'
import type { SchemaType } from '../schemas/schema.js'
import { type Draft, isWild } from './draft.js'
import { pick } from './random-choice.js'

const anyType: readonly SchemaType[] = ['string', 'integer', 'boolean', 'array', 'object', 'number', 'null']

/** One of the schema's types, or the one that its keywords speak of; null only where nothing else is left. */
export function chooseType(flat: FlatSchema, isTooDeep: boolean, draft: Draft): SchemaType {
  if (isWild(draft)) return pick(flat.type ?? [...anyType, impliedType(flat, draft)], draft.random)
  const types = flat.type ?? [impliedType(flat, draft)]
  if (isTooDeep && types.includes('null')) return 'null'
  const useful = types.filter((type) => type !== 'null')
  return useful[draft.round % useful.length] ?? 'null'
}

function impliedType(flat: FlatSchema, draft: Draft): SchemaType {
  const tagged = flat.tags.size > 0 || flat.required.length > 0 || isClosed(flat)
  if (tagged || flat.properties.size > 0 || flat.additionalProperties !== undefined) return 'object'
  if (flat.minProperties !== undefined || flat.patternProperties.length > 0) return 'object'
  if (flat.items !== undefined || flat.prefixItems.length > 0 || flat.contains.length > 0) return 'array'
  if (flat.minItems !== undefined) return 'array'
  if (flat.minimum !== undefined || flat.maximum !== undefined || flat.multipleOf !== undefined)
    return 'number'
  const isText = flat.patterns.length > 0 || flat.formats.length > 0 || flat.minLength !== undefined
  return draft.depth === 0 && draft.name === '' && !isText ? 'object' : 'string'
}
