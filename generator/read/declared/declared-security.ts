// Security schemes whose credentials are records: `x-persistence: { entity, key, password }` on a scheme.
import type { SchemeFacts } from '@mockgen/runtime'
import { child, type Located, resolve } from '../../pointers.js'
import type { Problems } from '../problems.js'
import type { DeclarationSource } from './declared-entities.js'
import { openFields } from './fields.js'
import { vocabulary } from './vocabulary.js'

/** A scheme in facts, and where it is declared. */
export interface DeclaredScheme {
  readonly name: string
  readonly pointer: string
  readonly facts: SchemeFacts
}

/** Reads the declarations of all security schemes; what is wrong is reported and left out. */
export function readSchemes({ document, problems }: DeclarationSource): readonly DeclaredScheme[] {
  const schemes = child({ pointer: '', value: document }, 'components', 'securitySchemes')
  return Object.keys(schemes?.value ?? {}).flatMap((name) => {
    const held = schemes && child(schemes, name)
    const scheme = held && resolve(document, held)
    if (scheme === undefined || !Object.hasOwn(scheme.value, 'x-persistence') || name === '__proto__')
      return []
    const at = child(scheme, 'x-persistence')
    if (at === undefined) {
      const pointer = `${scheme.pointer}/x-persistence`
      const message = 'x-persistence: expected an object'
      const remedy = 'write entity: and key:'
      problems.error({ code: 'MOCKGEN_VALUE', pointer, message, remedy })
      return []
    }
    return readScheme(name, scheme, at, problems)
  })
}

function readScheme(
  name: string,
  scheme: Located,
  at: Located,
  problems: Problems,
): readonly DeclaredScheme[] {
  const fields = openFields(at, { known: vocabulary.scheme }, problems)
  const entity = fields.text('entity')
  const key = fields.text('key')
  const password = fields.text('password')
  for (const field of ['entity', 'key']) {
    if (fields.value(field) !== undefined) continue
    const message = `the security scheme ${name} does not say which ${field} its credentials name`
    const { pointer } = at
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: `write ${field}:` })
  }
  const unfit = whyUnfit(scheme)
  if (unfit !== undefined) {
    const remedy = 'declare it on an API key, on HTTP basic or bearer, on OAuth 2 or on OpenID Connect'
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer: at.pointer, message: unfit, remedy })
  }
  if (password !== undefined && kindOf(scheme) !== 'basic') {
    const message = `password: credentials of the scheme ${name} have none; only HTTP basic has`
    const pointer = fields.pointer('password')
    problems.error({ code: 'MOCKGEN_PERSISTENCE', pointer, message, remedy: 'leave password out' })
  }
  if (entity === undefined || key === undefined || unfit !== undefined) return []
  const facts = { entity, key, ...(password !== undefined && { password }) }
  return [{ name, pointer: at.pointer, facts }]
}

// Names of HTTP schemes are the same in any case (RFC 9110, section 11.1).
function kindOf({ value: { type, scheme } }: Located): string {
  return type === 'http' ? String(scheme).toLowerCase() : String(type)
}

function whyUnfit(scheme: Located): string | undefined {
  const kind = kindOf(scheme)
  if (['apiKey', 'basic', 'bearer', 'oauth2', 'openIdConnect'].includes(kind)) return undefined
  return `credentials of the kind "${kind}" are not looked up`
}
