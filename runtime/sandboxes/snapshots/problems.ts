// Collects what is wrong with a document, with a JSON pointer each.
import { MockError, type MockErrorCode, type Violation } from '../../errors.js'
import { isObject, type Json, toPointer } from '../../json.js'

/** Problems that one error tells; more are not looked for. */
const maxProblems = 100

/** Where something stands in a document: names and positions, outermost first. */
export type Path = readonly (string | number)[]

/** The problems of one document. */
export class Problems {
  readonly #code: MockErrorCode
  readonly #found: Violation[] = []

  constructor(code: MockErrorCode) {
    this.#code = code
  }

  /** Adds a problem; throws all of them when there are as many as an error tells. */
  add(path: Path, message: string, keyword: string): void {
    this.#found.push({ pointer: toPointer(['body', ...path]), message, keyword })
    if (this.#found.length >= maxProblems) this.throwIfAny()
  }

  /** Throws an error with all problems that were added. */
  throwIfAny(): void {
    const [first, ...others] = this.#found
    if (first === undefined) return
    const more = others.length === 0 ? '' : `, and ${others.length} more problems`
    const detail = `${first.pointer}: ${first.message}${more}`
    throw new MockError(this.#code, { detail, errors: this.#found })
  }
}

/** The members of an object, none where there is nothing; a problem where there is something else. */
export function membersOf(
  value: Json | undefined,
  path: readonly string[],
  problems: Problems,
): readonly (readonly [string, Json])[] {
  if (value === undefined) return []
  if (isObject(value)) return Object.entries(value)
  problems.add(path, 'must be an object', 'type')
  return []
}
