// Which record an action is about: what its `key` and its `scope` stand for.

import type { Template } from '@mockgen/runtime'
import { didYouMean } from '@mockgen/runtime/vocabulary'
import { type Operation, pathParameters } from '../operations.js'
import type { Action } from './declared-action.js'
import type { DeclarationSource } from './declared-entities.js'
import { type KeyPart, readKeyParts } from './declared-key.js'
import { findSession } from './declared-session.js'
import type { Fields } from './fields.js'
import { hasExpression, memberTemplate, requestTemplate } from './templates.js'

/** What `key` says: path parameters, templates of its values, or, on a create, the properties that are the entity's key. */
export type KeyUse =
  | { readonly kind: 'path'; readonly names: readonly string[] }
  | { readonly kind: 'templates'; readonly templates: readonly string[] }
  | { readonly kind: 'properties'; readonly parts: readonly KeyPart[] }

/** What `scope` says: path parameters, or templates. */
export type ScopeUse =
  | { readonly kind: 'path'; readonly names: readonly string[] }
  | { readonly kind: 'templates'; readonly templates: readonly string[] }

/** Reads `key`. A name of nothing is reported; so is a mix of properties and of what a request has. */
export function readKeyUse(
  source: DeclarationSource,
  fields: Fields,
  operation: Operation,
  action: Action | undefined,
): KeyUse | undefined {
  const parts = readKeyParts(fields, source.problems)
  if (parts === undefined) return undefined
  const parameters = pathParameters(operation.path)
  const names = parts.map(({ property }) => property)
  if (names.every((name) => parameters.includes(name))) return { kind: 'path', names }
  const creates = action === 'create' || action === undefined
  const found = parts.map((part) => ({
    part,
    template: templateOf(source, part.property, operation, fields, !creates),
  }))
  const unknown = found.filter(({ template }) => template === undefined).map(({ part }) => part)
  if (unknown.length === 0)
    return { kind: 'templates', templates: found.map(({ template }) => template ?? '') }
  if (creates && unknown.length === parts.length) return { kind: 'properties', parts }
  for (const part of unknown) reportUnknown(source, part, operation)
  return undefined
}

/** Reads `scope`: a name or template, or a list of them. */
export function readScopeUse(
  source: DeclarationSource,
  fields: Fields,
  operation: Operation,
): ScopeUse | undefined {
  const names = [fields.textOrTexts('scope') ?? []].flat()
  if (fields.value('scope') === undefined) return undefined
  const parameters = pathParameters(operation.path)
  if (!names.some(hasExpression)) {
    for (const name of names) {
      if (parameters.includes(name)) continue
      const meant = didYouMean(name, parameters)
      const message = `scope "${name}" is no path parameter of ${operation.path}`
      const remedy = meant ? `did you mean ${meant}?` : 'name a path parameter'
      source.problems.error({
        code: 'MOCKGEN_UNKNOWN_PROPERTY',
        pointer: fields.pointer('scope'),
        message,
        remedy,
      })
    }
    return { kind: 'path', names }
  }
  const templates = names.map((name) => (hasExpression(name) ? name : requestTemplate('path', name)))
  return { kind: 'templates', templates }
}

/** The values of a key or scope as templates. */
export function asTemplates(use: ScopeUse): readonly string[] {
  return use.kind === 'path' ? use.names.map((name) => requestTemplate('path', name)) : use.templates
}

/** One template, or several as a list, as facts hold keys. */
export function keyTemplate(templates: readonly string[]): Template {
  const [only, second] = templates
  return only !== undefined && second === undefined ? only : templates
}

const places = ['path', 'query', 'header', 'cookie'] as const
const namesOfPlaces = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const

// A property of the body is what the record of a create is made of, so there it is no place to find a key in.
function templateOf(
  source: DeclarationSource,
  name: string,
  operation: Operation,
  fields: Fields,
  inBody: boolean,
): string | undefined {
  if (hasExpression(name)) return name
  const place = places.find((known) =>
    known === 'path'
      ? pathParameters(operation.path).includes(name)
      : operation.parameters.some((parameter) => parameter.in === known && isCalled(parameter, name)),
  )
  if (place !== undefined) {
    return requestTemplate(namesOfPlaces[place], place === 'header' ? name.toLowerCase() : name)
  }
  if (inBody && operation.body()?.properties.has(name)) return requestTemplate('body', name)
  const session = findSession(source.document, operation)
  const { entity } = fields.at.value
  return inBody && session?.entity === entity ? memberTemplate('session', name) : undefined
}

// Names of headers are the same in any case (RFC 9110, section 5.1).
function isCalled(parameter: Operation['parameters'][number], name: string): boolean {
  return parameter.in === 'header'
    ? parameter.name.toLowerCase() === name.toLowerCase()
    : parameter.name === name
}

function reportUnknown(
  { problems }: DeclarationSource,
  { property, pointer }: KeyPart,
  operation: Operation,
): void {
  const known = [
    ...pathParameters(operation.path),
    ...operation.parameters.map(({ name }) => name),
    ...(operation.body()?.properties.keys() ?? []),
  ]
  const meant = didYouMean(property, known)
  const has = known.length > 0 ? `it has ${[...new Set(known)].join(', ')}` : 'it has none'
  problems.error({
    code: 'MOCKGEN_UNKNOWN_PROPERTY',
    pointer,
    message: `key "${property}" is no parameter of ${operation.path} and no property of its body`,
    remedy: meant ? `did you mean ${meant}?` : has,
  })
}
