// What one object of a document must be by itself. Strict where the contract would have no meaning, tolerant (a warning) where
// a mock can still do what was meant.
import type { Json, JsonObject } from '@mockgen/runtime'
import { patternProblem } from '@mockgen/runtime/vocabulary'
import { isObject } from '../pointers.js'
import { checkFields } from './check-fields.js'
import { maxPointerLength } from './check-value.js'
import type { Dialect } from './check-version.js'
import { error, type Finding, warning } from './findings.js'
import { type Kind, methods, slotOf } from './grammar.js'
import { nameType } from './json-edit.js'
import { meantField } from './known-fields.js'
import { isReference } from './reference.js'

/** A finding about an object, or about the value at `tokens` below it. */
export interface ObjectFinding {
  readonly finding: Finding
  readonly tokens: readonly string[]
  /** A field of the object that has no meaning and is left out, so that nothing later stumbles over it. */
  readonly ignored?: string
}

type Check = (value: JsonObject, dialect: Dialect) => readonly ObjectFinding[]

/** Checks one object of a kind; the objects inside it are checked on their own. */
export function checkObject(kind: Kind, value: JsonObject, dialect: Dialect): readonly ObjectFinding[] {
  const findings = [
    ...(checks[kind]?.(value, dialect) ?? none),
    ...checkTexts(kind, value),
    ...checkFields(kind, value),
  ]
  if (value.$ref === undefined || isReference(value)) return findings
  return [
    ...findings,
    at(error('MOCKGEN_SCHEMA', `$ref must be a string, found ${nameType(value.$ref)}`), '$ref'),
  ]
}

/** What people read is text in every kind of object. */
function checkTexts(kind: Kind, value: JsonObject): readonly ObjectFinding[] {
  return ['title', 'summary', 'description'].flatMap((field) => {
    const found = value[field]
    if (found === undefined || typeof found === 'string') return []
    // Some documents pull descriptions in from files.
    if (field === 'description' && isReference(found)) return []
    return kind === 'info' || slotOf(kind, field) !== undefined ? [] : [ignore(field, 'a string', found)]
  })
}

const none: readonly ObjectFinding[] = []

const checks: Partial<Record<Kind, Check>> = {
  document: checkDocument,
  info: checkInfo,
  paths: checkPaths,
  pathItem: checkPathItem,
  operation: checkOperation,
  responses: checkResponses,
  parameter: checkParameter,
  header: (value, dialect) => (dialect === '2.0' ? checkSimple(value) : none),
  schema: checkSchema,
}

/** Since 3.1 schemas are JSON Schema, and paths and responses may be missing. */
function isModern(dialect: Dialect): boolean {
  return dialect === '3.1' || dialect === '3.2'
}

function checkDocument(value: JsonObject, dialect: Dialect): readonly ObjectFinding[] {
  const findings: ObjectFinding[] = []
  if (value.info === undefined) findings.push(at(warning('MOCKGEN_SCHEMA', 'the field `info` is missing')))
  const content = isModern(dialect) ? ['paths', 'webhooks', 'components'] : ['paths']
  if (!content.some((field) => value[field] !== undefined)) {
    findings.push(
      at(error('MOCKGEN_SCHEMA', 'the field `paths` is missing', 'Add it, with the paths of the API.')),
    )
  }
  if (isObject(value.webhooks) && Object.keys(value.webhooks).length > maxWebhooks) {
    const message = `there are more than ${maxWebhooks} webhooks`
    findings.push(at(error('MOCKGEN_LIMIT', message, 'Leave out those that nobody waits for.'), 'webhooks'))
  }
  return findings
}

/** Most webhooks; the types of each take some 30 KB of memory while they are made. Real documents have 300. */
const maxWebhooks = 5_000

function checkInfo(value: JsonObject): readonly ObjectFinding[] {
  return ['title', 'version'].flatMap((field) => {
    const found = value[field]
    if (found === undefined) return [at(warning('MOCKGEN_SCHEMA', `the field \`${field}\` is missing`))]
    if (typeof found === 'string') return []
    const message = `\`${field}\` must be a string, found ${nameType(found)}`
    return [at(warning('MOCKGEN_SCHEMA', message, 'Put it in quotes.'), field)]
  })
}

function checkPaths(value: JsonObject): readonly ObjectFinding[] {
  return Object.keys(value)
    .filter((path) => !path.startsWith('/') && !path.startsWith('x-'))
    .map((path) => at(error('MOCKGEN_SCHEMA', `the path ${quote(path)} does not begin with /`), path))
}

const pathItemFields = new Set(['$ref', 'summary', 'description', 'servers', 'parameters', ...methods])
const laterPathItemFields = new Set([...pathItemFields, 'query', 'additionalOperations'])

function checkPathItem(value: JsonObject, dialect: Dialect): readonly ObjectFinding[] {
  const fields = dialect === '3.2' ? laterPathItemFields : pathItemFields
  return Object.keys(value)
    .filter((field) => !fields.has(field) && !field.startsWith('x-'))
    .map((field) => {
      const meant = meantField('pathItem', field)
      const remedy = meant ? `did you mean ${meant}?` : `A path item has the methods ${methods.join(', ')}.`
      return at(
        warning('MOCKGEN_SCHEMA', `${quote(field)} is no field of a path item; it is ignored`, remedy),
        field,
      )
    })
}

function checkOperation(value: JsonObject, dialect: Dialect): readonly ObjectFinding[] {
  const findings: ObjectFinding[] = []
  const id = value.operationId
  if (id !== undefined && (typeof id !== 'string' || id === '')) {
    const message = 'operationId must be a string that is not empty'
    findings.push(at(error('MOCKGEN_SCHEMA', message), 'operationId'))
  }
  findings.push(...checkNameLength(value, 'operationId'))
  if (value.responses === undefined && !isModern(dialect)) {
    findings.push(at(warning('MOCKGEN_SCHEMA', 'the operation declares no responses')))
  }
  return findings
}

function checkResponses(value: JsonObject): readonly ObjectFinding[] {
  return Object.keys(value)
    .filter((status) => !/^(?:[1-5](?:\d\d|XX)|default)$/.test(status) && !status.startsWith('x-'))
    .map((status) => {
      const remedy = 'Use a status such as 200, a range such as 2XX, or default.'
      return at(error('MOCKGEN_SCHEMA', `${quote(status)} is no status`, remedy), status)
    })
}

/** Names by which later stages look things up are as short as keys are. */
function checkNameLength(value: JsonObject, field: string): readonly ObjectFinding[] {
  const name = value[field]
  if (typeof name !== 'string' || name.length <= maxPointerLength) return none
  const message = `\`${field}\` has more than ${maxPointerLength} characters`
  return [at(error('MOCKGEN_LIMIT', message, 'Shorten it.'), field)]
}

const locations: Readonly<Record<Dialect, readonly string[]>> = {
  '2.0': ['path', 'query', 'header', 'formData', 'body'],
  '3.0': ['path', 'query', 'header', 'cookie'],
  '3.1': ['path', 'query', 'header', 'cookie'],
  '3.2': ['path', 'query', 'querystring', 'header', 'cookie'],
}

function checkParameter(value: JsonObject, dialect: Dialect): readonly ObjectFinding[] {
  const findings: ObjectFinding[] = []
  const allowed = locations[dialect]
  if (typeof value.name !== 'string' || value.name === '') {
    findings.push(at(error('MOCKGEN_SCHEMA', 'a parameter needs a `name`'), 'name'))
  }
  findings.push(...checkNameLength(value, 'name'))
  if (typeof value.in !== 'string' || !allowed.includes(value.in)) {
    const message = `a parameter must be \`in\` ${allowed.join(', ')}; found ${quote(value.in)}`
    findings.push(at(error('MOCKGEN_SCHEMA', message), 'in'))
  } else if (value.in === 'path' && value.required !== true) {
    const message = 'a path parameter is always required'
    findings.push(at(warning('MOCKGEN_PATH_PARAMETER', message, 'Write `required: true`.'), 'required'))
  }
  if (dialect === '2.0') return value.in === 'body' ? findings : [...findings, ...checkSimple(value)]
  if (value.schema === undefined && value.content === undefined) {
    findings.push(at(warning('MOCKGEN_SCHEMA', 'the parameter has no schema; it is taken as a string')))
  }
  return findings
}

const schemaTypes = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string']
const simpleTypes = ['boolean', 'array', 'number', 'integer', 'string']

/** Parameters and headers of Swagger 2.0 are their own schemas: no objects, and files only in forms. */
function checkSimple(value: JsonObject): readonly ObjectFinding[] {
  const types = value.in === 'formData' ? [...simpleTypes, 'file'] : simpleTypes
  return [...checkType(value, types), ...checkItems(value)]
}

function checkSchema(value: JsonObject, dialect: Dialect): readonly ObjectFinding[] {
  const findings = [...checkType(value, dialect === '2.0' ? [...schemaTypes, 'file'] : schemaTypes)]
  for (const field of ['required', 'enum']) {
    const found = value[field]
    if (found !== undefined && !Array.isArray(found)) findings.push(ignore(field, 'an array', found))
  }
  if (!isModern(dialect)) findings.push(...checkItems(value))
  return [...findings, ...checkPatterns(value)]
}

/** Patterns that are no regular expressions, or that no engine runs in bearable time, constrain nothing. */
function checkPatterns({ pattern, patternProperties }: JsonObject): readonly ObjectFinding[] {
  if (pattern !== undefined && typeof pattern !== 'string') return [ignore('pattern', 'a string', pattern)]
  const own = pattern === undefined ? [] : [{ text: pattern, tokens: ['pattern'] }]
  const names = isObject(patternProperties) ? Object.keys(patternProperties) : []
  return [...own, ...names.map((text) => ({ text, tokens: ['patternProperties', text] }))].flatMap(
    ({ text, tokens }) => {
      const problem = patternProblem(text)
      if (problem === undefined) return []
      return [
        at(warning('MOCKGEN_SCHEMA', `${problem}; it is not checked`, 'Write a simpler one.'), ...tokens),
      ]
    },
  )
}

/** An array names its items, before 3.1 at least (OpenAPI 3.0, 4.7.24). */
function checkItems(value: JsonObject): readonly ObjectFinding[] {
  if (value.type !== 'array' || value.items !== undefined) return none
  return [at(warning('MOCKGEN_SCHEMA', 'the array does not say what its `items` are; any value is taken'))]
}

function checkType(value: JsonObject, allowed: readonly string[]): readonly ObjectFinding[] {
  if (value.type === undefined) return none
  const types: readonly Json[] = Array.isArray(value.type) ? value.type : [value.type]
  return types.flatMap((type) => {
    if (typeof type === 'string' && allowed.includes(type)) return []
    if (type === null) {
      return [at(warning('MOCKGEN_SCHEMA', 'the type null is not in quotes', 'Write "null".'), 'type')]
    }
    const message = `there is no type ${quote(type)} here; expected ${allowed.join(', ')}`
    return [at(error('MOCKGEN_SCHEMA', message), 'type')]
  })
}

function ignore(field: string, expected: string, found: Json): ObjectFinding {
  const message = `\`${field}\` must be ${expected}, found ${nameType(found)}; it is left out`
  return { finding: warning('MOCKGEN_SCHEMA', message, 'Correct it.'), tokens: [field], ignored: field }
}

function at(finding: Finding, ...tokens: readonly string[]): ObjectFinding {
  return { finding, tokens }
}

/** Text of the document in a message, in quotes and never long. */
function quote(value: Json | undefined): string {
  if (typeof value !== 'string')
    return isObject(value) || value === undefined ? nameOf(value) : JSON.stringify(value)
  return JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)
}

function nameOf(value: JsonObject | undefined): string {
  return value === undefined ? 'nothing' : 'an object'
}
