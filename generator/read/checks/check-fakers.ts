// Warns of `x-faker` that asks for a kind of made-up data which there is not: its value is then made from the schema alone.
import type { Json, JsonObject } from '@mockgen/runtime'
import { didYouMean, schemaFakerProblem } from '@mockgen/runtime/vocabulary'
import { join } from '../../pointers.js'
import type { Problems } from '../problems.js'

/** Nesting that is looked into; documents nest 200 deep at most. */
const maxDepth = 250

/** Keywords that hold values of the user's, not schemas. */
const values: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'const'])
/** Keywords whose keys are names. */
const maps: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'schemas',
])

/** Looks at every `x-faker` of the document. */
export function checkFakers(document: JsonObject, problems: Problems): void {
  visit(document, false, [], problems)
}

// The tokens are those of the value while it is looked at: few pointers are ever wanted, and most values are no objects.
function visit(value: Json, isMap: boolean, tokens: string[], problems: Problems): void {
  if (tokens.length > maxDepth || typeof value !== 'object' || value === null) return
  const isList = Array.isArray(value)
  for (const [key, inner] of Object.entries<Json>(value)) {
    if (typeof inner !== 'object' && key !== 'x-faker') continue
    tokens.push(key)
    if (isList) visit(inner, false, tokens, problems)
    else if (!isMap && key === 'x-faker') report(inner, join('', ...tokens), problems)
    else if (isMap || !(values.has(key) || key.startsWith('x-')))
      visit(inner, !isMap && maps.has(key), tokens, problems)
    tokens.pop()
  }
}

function report(faker: Json, pointer: string, problems: Problems): void {
  const problem = schemaFakerProblem(faker)
  if (problem === undefined) return
  const { name, known } = problem
  const meant = name === undefined ? undefined : didYouMean(name, known)
  const isKnown = name !== undefined && known.includes(name)
  problems.warn({
    code: 'MOCKGEN_UNKNOWN_FORMAT',
    pointer,
    message:
      name === undefined || isKnown
        ? 'x-faker is neither the name of a kind of made-up data nor an object of one name and its arguments'
        : `"${name}" is no kind of made-up data`,
    remedy: meant && !isKnown ? `did you mean ${meant}?` : 'write a name such as person.firstName',
  })
}
