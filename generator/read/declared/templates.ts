// Templates as declarations write them, and the expressions that names of parameters stand for.
import { member } from '../normalise/normalise-expressions.js'

/** True for text in which an expression stands. */
export function hasExpression(text: string): boolean {
  return text.includes('{{')
}

/** The template of one value of the request: `{{ request.path.petId }}`; names that CEL does not know as such are quoted. */
export function requestTemplate(
  place: 'path' | 'query' | 'headers' | 'cookies' | 'body',
  name: string,
): string {
  return memberTemplate(`request.${place}`, name)
}

/** The last name of a template that is one path: `tenant` of `{{ request.headers.tenant }}`, `user-id` of one in quotes. */
export function lastName(template: string): string | undefined {
  const path = /^\s*\{\{\s*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*|\["[^"\\]*"\])*\s*\}\}\s*$/.test(template)
  const names = path ? [...template.matchAll(/\.([A-Za-z_]\w*)|\["([^"\\]*)"\]/g)] : []
  return names.map(([, name, quoted]) => name ?? quoted).at(-1)
}

/** The template of a property of a named value: `{{ session.userId }}`. */
export function memberTemplate(of: string, name: string): string {
  return `{{ ${member(of, name)} }}`
}

/** True when facts hold a template or a condition somewhere. */
export function holdsExpressions(value: unknown, name = ''): boolean {
  if (typeof value === 'string') return name === 'when' || value.includes('{')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => holdsExpressions(inner, key))
}
