// Single values of decoded query parameters.
import { MockError } from '../../errors.js'
import type { Json, JsonObject } from '../../json.js'

/** The value of a parameter; one that was not sent may be called like something that every object has. */
export function own(parameters: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined
}

/** The parameter as text; undefined when it is absent, empty, or no scalar. */
export function textValue(parameters: JsonObject, name: string): string | undefined {
  const value = own(parameters, name)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The refusal of a query parameter's value. */
export function invalidQuery(parameter: string, message: string, keyword: string): MockError {
  return new MockError('MOCK_INVALID_REQUEST', {
    detail: `the query parameter ${parameter} ${message}`,
    errors: [{ pointer: `/query/${parameter}`, message, keyword }],
  })
}
