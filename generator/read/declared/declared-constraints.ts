// What a declaration asks of properties besides their own schemas: JSON Schema keywords by property.
import type { JsonObject } from '@mockgen/runtime'
import { checkSchemaKeywords, schemaKeywords } from '@mockgen/runtime/vocabulary'
import type { DiagnosticCode } from '../../diagnostics.js'
import { tokensOf } from '../../pointers.js'
import type { Problems } from '../problems.js'
import type { Fields } from './fields.js'

/** The keywords by property, and where they are declared. */
export type DeclaredConstraints = ReadonlyMap<
  string,
  { readonly keywords: JsonObject; readonly pointer: string }
>

/** Reads `constraints`; keywords and formats that do not exist, and values that no keyword takes, are reported. */
export function readConstraints(fields: Fields, problems: Problems): DeclaredConstraints {
  const found = new Map<string, { readonly keywords: JsonObject; readonly pointer: string }>()
  for (const [property, { value: keywords, pointer }] of fields.entries('constraints')) {
    // It would set a prototype where facts become object literals; no property is called so.
    if (property === '__proto__') continue
    const wrong = checkSchemaKeywords(keywords)
    for (const problem of wrong) {
      problems.error({
        code: codeOf(problem.pointer),
        pointer: pointer + problem.pointer,
        message: `constraints of ${property}: ${problem.message}`,
        remedy: problem.remedy ?? 'write what this keyword of JSON Schema takes',
      })
    }
    if (wrong.length === 0) found.set(property, { keywords, pointer })
  }
  return found
}

function codeOf(pointer: string): DiagnosticCode {
  const name = tokensOf(pointer).at(-1) ?? ''
  if (name === 'format') return 'MOCKGEN_UNKNOWN_FORMAT'
  // What is no keyword here may be an index in the list of one.
  return schemaKeywords.includes(name) || /^\d+$/.test(name) ? 'MOCKGEN_VALUE' : 'MOCKGEN_UNKNOWN_KEY'
}
