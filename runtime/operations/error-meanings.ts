// What the properties of error schemas are called, and what each of them says about an error.
import { STATUS_CODES } from 'node:http'
import type { Violation } from '../errors.js'
import { type Json, pointerTokens } from '../json.js'

/** What an error body tells. */
export interface ErrorStory {
  /** `MOCK_NOT_FOUND` */
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string | undefined
  readonly errors: readonly Violation[]
}

/** Values for a property that tells about an error, the best first; undefined when its name means nothing of the kind. */
export function errorMeaning(name: string): ((story: ErrorStory) => readonly Json[]) | undefined {
  return ofErrors.get(plain(name))
}

/**
 * The same for a property that tells about one violation. `inList`: it stands in an item of a list of them, where more names
 * mean a place.
 */
export function violationMeaning(
  name: string,
  inList: boolean,
): ((violation: Violation) => readonly Json[]) | undefined {
  const known = plain(name)
  return ofViolations.get(known) ?? (inList ? ofListed.get(known) : undefined)
}

/** True for what tells in words what happened, such as `message`. */
export function tellsText(name: string): boolean {
  return ofErrors.get(plain(name)) === text
}

/** True for what lists the violations of an error. */
export function isListOfViolations(name: string): boolean {
  return lists.has(plain(name))
}

// `error_code`, `errorCode`, `ErrorCode` and `error-code` are one name.
function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

type Meaning = (story: ErrorStory) => readonly Json[]

const text: Meaning = ({ detail, title }) => [detail ?? title, title]
const title: Meaning = (story) => [story.title, phraseOf(story.status)]
const status: Meaning = (story) => [story.status, String(story.status), ...words(story.status)]
const code: Meaning = (story) => [story.code, story.status, String(story.status), ...words(story.status)]
const kind: Meaning = (story) => [story.code, ...kinds(story.status), ...words(story.status)]
const failed: Meaning = () => [false]

const ofErrors: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...entries(text, [
    'message',
    'detail',
    'details',
    'description',
    'errordescription',
    'errormessage',
    'reason',
  ]),
  ...entries(text, ['msg', 'errormsg', 'usermessage', 'developermessage', 'explanation', 'errordetail']),
  ...entries(title, ['title', 'error', 'summary', 'statustext', 'errorsummary']),
  ...entries(code, ['code', 'errorcode', 'errcode', 'errorid', 'errornumber', 'internalcode']),
  ...entries(status, ['status', 'statuscode', 'httpstatus', 'httpstatuscode', 'httpcode', 'responsecode']),
  ...entries(kind, ['type', 'errortype', 'exception', 'exceptiontype']),
  ...entries(failed, ['success', 'ok', 'succeeded', 'successful']),
])

type ViolationMeaning = (violation: Violation) => readonly Json[]

const message: ViolationMeaning = (violation) => [violation.message]
const rule: ViolationMeaning = (violation) => [violation.keyword]
const place: ViolationMeaning = ({ pointer }) => {
  const tokens = pointerTokens(pointer)
  const inside = tokens.slice(1)
  return [inside.length === 0 ? tokens.join('.') : inside.join('.'), [...tokens], pointer]
}
const pointer: ViolationMeaning = (violation) => [violation.pointer]
const tokens: ViolationMeaning = (violation) => [[...pointerTokens(violation.pointer)], violation.pointer]

const ofViolations: ReadonlyMap<string, ViolationMeaning> = new Map<string, ViolationMeaning>([
  ...entries(message, [
    'message',
    'detail',
    'description',
    'reason',
    'msg',
    'title',
    'error',
    'errormessage',
  ]),
  ...entries(rule, ['code', 'keyword', 'type', 'rule', 'errorcode', 'constraint', 'issue']),
  ...entries(place, [
    'field',
    'property',
    'param',
    'parameter',
    'attribute',
    'name',
    'fieldname',
    'key',
    'target',
  ]),
  ...entries(pointer, ['pointer', 'instancepath', 'datapath', 'jsonpath']),
  ...entries(tokens, ['loc']),
])

const ofListed: ReadonlyMap<string, ViolationMeaning> = new Map<string, ViolationMeaning>([
  ...entries(place, ['name', 'key', 'target']),
  ...entries(pointer, ['path']),
  ...entries(tokens, ['location']),
])

const lists: ReadonlySet<string> = new Set([
  ...['errors', 'error', 'details', 'detail', 'violations', 'messages', 'fielderrors', 'fields', 'causes'],
  ...[
    'validationerrors',
    'invalidparams',
    'validationmessages',
    'problems',
    'issues',
    'validation',
    'suberrors',
  ],
  ...['fieldviolations', 'innererrors'],
])

function entries<Value>(value: Value, names: readonly string[]): readonly (readonly [string, Value])[] {
  return names.map((name) => [name, value])
}

/** The reason phrase of a status. */
export function phraseOf(code: number): string {
  return STATUS_CODES[code] ?? 'Error'
}

// As enums of errors write it: `not_found`, `NOT_FOUND`, `NotFound`, `notFound`, `not-found`, `Not Found`.
function words(code: number): readonly string[] {
  const parts = phraseOf(code)
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== '')
  const pascal = parts.map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('')
  const snake = parts.join('_')
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1)
  return [
    snake,
    snake.toUpperCase(),
    pascal,
    camel,
    parts.join('-'),
    phraseOf(code),
    ...(statusNames.get(code) ?? []),
  ]
}

// What else these are called, by remote procedure calls above all.
const statusNames: ReadonlyMap<number, readonly string[]> = new Map([
  [400, ['INVALID_ARGUMENT', 'invalid_request', 'validation_error', 'VALIDATION_ERROR']],
  [401, ['UNAUTHENTICATED', 'unauthenticated']],
  [403, ['PERMISSION_DENIED', 'permission_denied']],
  [409, ['ALREADY_EXISTS', 'ABORTED']],
  [422, ['validation_error', 'VALIDATION_ERROR', 'INVALID_ARGUMENT']],
  [429, ['RESOURCE_EXHAUSTED', 'rate_limited']],
  [500, ['INTERNAL', 'server_error']],
  [503, ['UNAVAILABLE']],
])

function kinds(code: number): readonly string[] {
  return code < 500
    ? ['invalid_request_error', 'client_error', 'error']
    : ['api_error', 'server_error', 'error']
}
