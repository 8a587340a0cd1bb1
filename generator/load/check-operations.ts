// What operations of a bundled document must be together: ids that differ, and parameters that fit the path.
import type { Json, JsonObject } from '@mockgen/runtime'
import { isObject, join, own, resolve } from '../pointers.js'
import { checkLinks } from './check-links.js'
import { checkRivals } from './check-rivals.js'
import { checkSecurity } from './check-security.js'
import { error, type Finding, warning } from './findings.js'
import { methods } from './grammar.js'

/** A finding about the value at a pointer of the bundled document. */
export interface PointedFinding {
  readonly finding: Finding
  readonly tokens: readonly string[]
}

interface Operation {
  readonly value: JsonObject
  readonly tokens: readonly string[]
  readonly path: string
  readonly pathItem: JsonObject
}

interface Parameter {
  readonly name: string
  readonly in: string
  readonly tokens: readonly string[]
}

/** Checks all operations under `paths`. Objects that are not what they should be are somebody else's finding. */
export function checkOperations(document: JsonObject): readonly PointedFinding[] {
  const paths = own(document, 'paths')
  if (!isObject(paths)) return []
  const operations = listOperations(paths)
  return [
    ...checkIds(operations),
    ...Object.keys(paths).flatMap(checkTemplate),
    ...operations.flatMap((operation) => checkParameters(document, operation)),
    ...checkRivals(document, paths),
    ...checkSecurity(document, operations),
    ...checkLinks(
      document,
      operations.map(({ value, tokens }) => ({ value, pointer: join('', ...tokens) })),
    ),
  ]
}

function listOperations(paths: JsonObject): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, pathItem]) => {
    if (!isObject(pathItem) || path.startsWith('x-')) return []
    return methods.flatMap((method) => {
      const value = own(pathItem, method)
      return isObject(value) ? [{ value, tokens: ['paths', path, method], path, pathItem }] : []
    })
  })
}

function checkIds(operations: readonly Operation[]): readonly PointedFinding[] {
  const first = new Map<string, Operation>()
  return operations.flatMap((operation) => {
    const id = operation.value.operationId
    if (typeof id !== 'string') return []
    const other = first.get(id)
    if (other === undefined) {
      first.set(id, operation)
      return []
    }
    const message = `the operationId ${JSON.stringify(id)} is used by ${describe(other)} already`
    const finding = error('MOCKGEN_DUPLICATE_OPERATION_ID', message, 'Give each operation an id of its own.')
    return [{ finding, tokens: [...operation.tokens, 'operationId'] }]
  })
}

function describe({ tokens, path }: Operation): string {
  return `${tokens.at(-1)?.toUpperCase()} ${path}`
}

/** Names in braces, in order; `#fragments` that some documents use to tell paths apart are kept as they are. */
function templateNames(path: string): readonly string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)
}

function checkTemplate(path: string): readonly PointedFinding[] {
  const names = templateNames(path)
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => {
      const message = `the path has two parameters {${name}}; the last one counts`
      return { finding: warning('MOCKGEN_PATH_PARAMETER', message, 'Rename one.'), tokens: ['paths', path] }
    })
}

function checkParameters(document: JsonObject, operation: Operation): readonly PointedFinding[] {
  const { value, tokens, path, pathItem } = operation
  const ownOnes = readParameters(document, own(value, 'parameters'), [...tokens, 'parameters'])
  const shared = readParameters(document, own(pathItem, 'parameters'), ['paths', path, 'parameters'])
  // A parameter of the operation replaces the one of the path with its name and place (OpenAPI 3.0, 4.7.9).
  const parameters = [
    ...ownOnes,
    ...shared.filter((parameter) => !ownOnes.some((other) => isSame(parameter, other))),
  ]
  return [
    ...findDuplicates(ownOnes),
    ...findDuplicates(shared),
    ...findBodyConflict(parameters, tokens),
    ...compareWithTemplate(parameters, operation),
  ]
}

function readParameters(
  document: JsonObject,
  list: Json | undefined,
  tokens: readonly string[],
): readonly Parameter[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: Json, index) => {
    const found = isObject(item) ? resolve(document, { pointer: '', value: item })?.value : undefined
    const name = own(found, 'name')
    const place = own(found, 'in')
    if (typeof name !== 'string' || typeof place !== 'string') return []
    return [{ name, in: place, tokens: [...tokens, String(index)] }]
  })
}

function isSame(left: Parameter, right: Parameter): boolean {
  return left.name === right.name && left.in === right.in
}

function findDuplicates(parameters: readonly Parameter[]): readonly PointedFinding[] {
  return parameters
    .filter((parameter, index) => parameters.slice(0, index).some((other) => isSame(parameter, other)))
    .map((parameter) => {
      const message = `there are two ${parameter.in} parameters ${JSON.stringify(parameter.name)}`
      return { finding: error('MOCKGEN_SCHEMA', message, 'Remove one.'), tokens: parameter.tokens }
    })
}

/** Swagger 2.0: an operation has one body, or form fields (Parameter Object). */
function findBodyConflict(
  parameters: readonly Parameter[],
  tokens: readonly string[],
): readonly PointedFinding[] {
  const bodies = parameters.filter((parameter) => parameter.in === 'body')
  const hasForm = parameters.some((parameter) => parameter.in === 'formData')
  if (bodies.length + Number(hasForm) <= 1 || bodies.length === 0) return []
  const message = hasForm ? 'the operation has a body and form fields' : 'the operation has two bodies'
  return [{ finding: error('MOCKGEN_SCHEMA', message, 'Keep one of them.'), tokens }]
}

function compareWithTemplate(
  parameters: readonly Parameter[],
  { path, tokens }: Operation,
): readonly PointedFinding[] {
  const declared = parameters.filter((parameter) => parameter.in === 'path')
  const names = new Set(templateNames(path))
  const missing = [...names].filter((name) => !declared.some((parameter) => parameter.name === name))
  const spare = declared.filter((parameter) => !names.has(parameter.name))
  return [
    ...missing.map((name) => {
      const message = `the path parameter {${name}} is not declared; it is taken as a string`
      const remedy = `Add it to the parameters with \`in: path\`.`
      return { finding: warning('MOCKGEN_PATH_PARAMETER', message, remedy), tokens }
    }),
    ...spare.map((parameter) => {
      const message = `the path ${path} has no {${parameter.name}}; the parameter is ignored`
      const finding = warning('MOCKGEN_PATH_PARAMETER', message, 'Correct its name, or remove it.')
      return { finding, tokens: parameter.tokens }
    }),
  ]
}
