// Security requirements of OpenAPI 3.2, which may name a scheme by its URI (section 4.30.1), with the names that 3.1 knows.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, tokensOf } from '../../pointers.js'
import { mapItems } from '../json-edit.js'
import type { Report } from './simplification.js'

/** The object with the requirements in its `security` by the names of components. */
export function simplifySecurity(value: JsonObject, tokens: readonly string[], report: Report): JsonObject {
  const { security } = value
  if (!Array.isArray(security)) return value
  return {
    ...value,
    security: mapItems(security, (requirement, index) => {
      if (!isObject(requirement) || !Object.keys(requirement).some(isUri)) return requirement
      const named = (name: string) => nameOf(name, [...tokens, 'security', String(index), name], report)
      return Object.fromEntries(
        Object.entries(requirement).map(([name, scopes]): [string, Json] => [named(name), scopes]),
      )
    }),
  }
}

// Names of components have neither of them.
function isUri(name: string): boolean {
  return /[/#]/.test(name)
}

function nameOf(name: string, tokens: readonly string[], report: Report): string {
  if (!isUri(name)) return name
  const [components, section, component, ...rest] = name.startsWith('#/') ? tokensOf(name.slice(1)) : []
  const isHere = components === 'components' && section === 'securitySchemes' && rest.length === 0
  if (isHere && component !== undefined) return component
  const what = `the security scheme ${JSON.stringify(name.slice(0, 200))} is not looked up; no credentials are asked for it`
  report(what, 'Declare it under `components.securitySchemes`, and name it as there.', tokens)
  return name
}
