// The answer that an operation or a rule declares: `response: { status, headers, body }`.
import type { ResponseFacts } from '@mockgen/runtime'
import { join, own } from '../../pointers.js'
import type { Problems } from '../problems.js'
import { type Fields, openFields, type Vocabulary } from './fields.js'

const responseVocabulary: Vocabulary = { known: ['status', 'headers', 'body'] }

/** Reads a response; what is wrong in it is reported and left out. */
export function readResponse(fields: Fields, problems: Problems): ResponseFacts | undefined {
  const at = fields.object('response')
  if (at === undefined) return undefined
  const inner = openFields(at, responseVocabulary, problems)
  const status = readStatus(inner, 200)
  const headers = readHeaders(inner, problems)
  const body = own(at.value, 'body')
  if ((status === 204 || status === 304) && body !== undefined) {
    const message = `an answer of status ${status} has no body`
    problems.error({
      code: 'MOCKGEN_VALUE',
      pointer: inner.pointer('body'),
      message,
      remedy: 'leave body out',
    })
  }
  return {
    ...(status !== undefined && { status }),
    ...(headers !== undefined && { headers }),
    ...(body !== undefined && { body }),
  }
}

/** Reads a status: a whole number from `least` to 599. */
export function readStatus(fields: Fields, least: number, name = 'status'): number | undefined {
  return fields.number(name, { least, most: 599, whole: true })
}

/** True for the name of a header: a token (RFC 9110, section 5.6.2). */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)
}

function readHeaders(fields: Fields, problems: Problems): ResponseFacts['headers'] {
  const at = fields.object('headers')
  if (at === undefined) return undefined
  const known = Object.entries(at.value).filter(([name, value]) => {
    const pointer = join(at.pointer, name)
    if (!isHeaderName(name)) {
      const message = `"${name}" is no name of a header`
      const remedy = "use letters, digits and !#$%&'*+-.^_`|~"
      problems.error({ code: 'MOCKGEN_VALUE', pointer, message, remedy })
      return false
    }
    if (typeof value !== 'object') return true
    const message = `the header ${name} is no text`
    problems.error({
      code: 'MOCKGEN_VALUE',
      pointer,
      message,
      remedy: 'write a text, a number or a template',
    })
    return false
  })
  return Object.fromEntries(known)
}
