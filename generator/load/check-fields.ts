// Warns of names that look like a slip of the pen: what is misspelt means nothing to anybody, and a mock without it says so
// nowhere else.
import type { JsonObject } from '@mockgen/runtime'
import { isObject } from '../pointers.js'
import { type Finding, warning } from './findings.js'
import type { Kind } from './grammar.js'
import { meantField } from './known-fields.js'

/** A finding about the value at `tokens` below an object. */
export interface FieldFinding {
  readonly finding: Finding
  readonly tokens: readonly string[]
}

/** Fields of an object that are known under a similar name, and contents whose media types are none. */
export function checkFields(kind: Kind, value: JsonObject): readonly FieldFinding[] {
  const findings: FieldFinding[] = []
  // Of a path item every unknown field is told elsewhere, near or not.
  for (const name of kind === 'pathItem' ? [] : Object.keys(value)) {
    const meant = meantField(kind, name)
    // Whoever writes both means two things.
    if (meant === undefined || Object.hasOwn(value, meant)) continue
    const message = `${JSON.stringify(name)} is no field of ${describe(kind)}; it is ignored`
    findings.push({ finding: warning('MOCKGEN_SCHEMA', message, `did you mean ${meant}?`), tokens: [name] })
  }
  return isObject(value.content) && withContent.has(kind)
    ? [...findings, ...checkMediaTypes(value.content)]
    : findings
}

const withContent: ReadonlySet<Kind> = new Set<Kind>(['parameter', 'header', 'requestBody', 'response'])

function checkMediaTypes(content: JsonObject): readonly FieldFinding[] {
  return Object.keys(content)
    .filter((name) => !/^[^\s/;]+\/[^\s/;]+/.test(name) && name !== '$ref' && !name.startsWith('x-'))
    .map((name) => {
      const meant = meantTypes.get(name.toLowerCase())
      const remedy = meant ? `did you mean ${meant}?` : 'Write one such as application/json.'
      const message = `${JSON.stringify(name.slice(0, 80))} is no media type; no request and no answer has it`
      return { finding: warning('MOCKGEN_SCHEMA', message, remedy), tokens: ['content', name] }
    })
}

const meantTypes: ReadonlyMap<string, string> = new Map([
  ['json', 'application/json'],
  ['xml', 'application/xml'],
  ['text', 'text/plain'],
  ['html', 'text/html'],
  ['csv', 'text/csv'],
  ['form', 'application/x-www-form-urlencoded'],
  ['multipart', 'multipart/form-data'],
])

// `pathItem` is "a path item".
function describe(kind: Kind): string {
  const words = kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
  return kind === 'document' ? 'the document' : `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
}
