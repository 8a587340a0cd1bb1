// The fields of a form as they came, before the contract says what they mean.
import { MockError } from './errors.js'
import type { Json } from './json.js'

/** One field. `value` is text, or the JSON value of a multipart part that declares a JSON media type. */
export interface FormField {
  readonly name: string
  readonly value: Json
  /** The value as it was sent, percent-encoded; only of a urlencoded form. */
  readonly raw?: string
  /** The media type that a part of a multipart form declares, or that comes with its file name; without parameters. */
  readonly mediaType?: string
  /** What else the head of a part of a multipart form says, by name in lower case; absent where it says nothing else. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Most fields or parts of one form. */
export const maxFormFields = 1_000

/** The fields of an `application/x-www-form-urlencoded` text (WHATWG URL, section 5.1). MOCK_BAD_REQUEST for too many or malformed ones. */
export function parseUrlencoded(text: string): readonly FormField[] {
  assertEncoding(text)
  const pairs = text.split('&').filter((pair) => pair !== '')
  if (pairs.length > maxFormFields) throw badForm(`the form has more than ${maxFormFields} fields`)
  return pairs.map((pair) => {
    const equals = pair.indexOf('=')
    const raw = equals < 0 ? '' : pair.slice(equals + 1)
    return { name: decodeField(equals < 0 ? pair : pair.slice(0, equals)), value: decodeField(raw), raw }
  })
}

function decodeField(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced
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
