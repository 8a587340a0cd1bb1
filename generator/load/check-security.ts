// Security requirements that name schemes which nobody declared: their operations ask for no credentials.
import type { Json, JsonObject } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { isObject, own } from '../pointers.js'
import { type Finding, warning } from './findings.js'

/** Schemes among which a misspelt one is looked for. */
const maxGuessed = 100

interface SecurityFinding {
  readonly finding: Finding
  readonly tokens: readonly string[]
}

/** Checks the requirements of a document and of its operations, each with its place. */
export function checkSecurity(
  document: JsonObject,
  operations: readonly { readonly value: JsonObject; readonly tokens: readonly string[] }[],
): readonly SecurityFinding[] {
  const declared = own(document, 'securityDefinitions') ?? own(own(document, 'components'), 'securitySchemes')
  const schemes = isObject(declared) ? declared : {}
  const meant = new Map<string, string | undefined>()

  function findingOf(name: string): Finding {
    if (!meant.has(name) && meant.size < maxGuessed)
      meant.set(name, didYouMean(name, Object.keys(schemes).slice(0, maxGuessed)))
    const near = meant.get(name)
    const message = `there is no security scheme ${JSON.stringify(name)}; no credentials are asked for it`
    return warning('MOCKGEN_SCHEMA', message, near ? `did you mean ${near}?` : 'Declare it, or remove it.')
  }

  return [{ value: document, tokens: [] }, ...operations].flatMap(({ value, tokens }) =>
    namesIn(own(value, 'security'))
      .filter(({ name }) => !Object.hasOwn(schemes, name) && !isReference(name))
      .map(({ name, at }) => ({ finding: findingOf(name), tokens: [...tokens, 'security', ...at] })),
  )
}

function namesIn(security: Json | undefined): readonly { name: string; at: readonly string[] }[] {
  if (!Array.isArray(security)) return []
  return security.flatMap((requirement: Json, index) =>
    isObject(requirement)
      ? Object.keys(requirement).map((name) => ({ name, at: [String(index), name] }))
      : [],
  )
}

// Since OpenAPI 3.2 a requirement may name a scheme by a URI (section 4.22).
function isReference(name: string): boolean {
  return /[/#]/.test(name)
}
