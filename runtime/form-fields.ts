// The fields of a form as they came, before the contract says what they mean.
import { MockError } from './errors.js'
import type { Json } from './json.js'

/** One field. `value` is text, or the JSON value of a multipart part that declares a JSON media type. */
export interface FormField {
  readonly name: string
  readonly value: Json
}

/** Most fields or parts of one form. */
export const maxFormFields = 1_000

/** The fields of an `application/x-www-form-urlencoded` text (WHATWG URL, section 5.1). MOCK_BAD_REQUEST for too many or malformed ones. */
export function parseUrlencoded(text: string): readonly FormField[] {
  assertEncoding(text)
  const fields: FormField[] = []
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.length === maxFormFields) throw badForm(`the form has more than ${maxFormFields} fields`)
    fields.push({ name, value })
  }
  return fields
}

// A browser never sends what URLSearchParams would take as it stands: a client that does has a mistake in it.
function assertEncoding(text: string): void {
  if (!text.includes('%')) return
  try {
    decodeURIComponent(text)
  } catch (cause) {
    throw badForm('the form has malformed percent-encoding', cause)
  }
}

/** The refusal of a form that cannot be read. */
export function badForm(message: string, cause?: unknown): MockError {
  return new MockError('MOCK_BAD_REQUEST', {
    detail: message,
    errors: [{ pointer: '/body', message, keyword: 'form' }],
    cause,
  })
}
