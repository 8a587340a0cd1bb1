// Spells a discriminator out in JSON Schema: the value of one property decides which branch holds.
import type { Json } from '../../json.js'
import { type Choice, notes, type Schema } from './schema.js'

/** A schema that refuses texts in a property which are none of `names`, and holds all other values against `otherwise`. */
export function onlyNamed(property: string, names: readonly string[], otherwise: Schema): Schema {
  const of = (schema: Schema): Schema => ({ properties: Object.fromEntries([[property, schema]]) })
  const unknown: Schema = { type: ['string'], not: { enum: names } }
  return {
    if: { allOf: [{ type: ['object'], required: [property] }, of(unknown)] },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
    then: of({ enum: names }),
    ...(otherwise !== true && { else: otherwise }),
  }
}

/**
 * A schema that holds a value against the branch which its discriminator selects, so that a violation names what is wrong
 * with that branch instead of all branches. A value of which the discriminator says nothing is held against `undecided`.
 */
export function choiceSchema(choice: Choice, undecided: Schema): Schema {
  const selects = (values: readonly Json[]): Schema => ({
    type: ['object'],
    required: [choice.property],
    properties: Object.fromEntries([[choice.property, { enum: values }]]),
  })
  const decided: readonly Schema[] = choice.branches.map((branch, i) => ({
    if: selects(choice.values[i] ?? []),
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema, and this is no promise.
    then: branch,
  }))
  const rest: readonly Schema[] =
    undecided === true ? [] : [{ if: selects(choice.values.flat()), else: undecided }]
  return { allOf: [...decided, ...rest], [notes]: { choice } }
}
