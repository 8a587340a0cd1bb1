// Templates as declarations write them, and the expressions that names of parameters stand for.
import { member } from './normalise-expressions.js'

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

/** The template of a property of a named value: `{{ session.userId }}`. */
export function memberTemplate(of: string, name: string): string {
  return `{{ ${member(of, name)} }}`
}
