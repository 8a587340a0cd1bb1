// Link Objects whose operation is not in the document (OpenAPI 3.1, section 4.8.20): clients that follow them find nothing.
import type { Json, JsonObject } from '@mockgen/runtime'
import { child, isObject, type Located, own, resolve, tokensOf } from '../pointers.js'
import type { PointedFinding } from './check-operations.js'
import { warning } from './findings.js'

/**
 * Checks the links of these operations' responses, each once wherever it is used. A reference to another document is not
 * followed.
 */
export function checkLinks(document: JsonObject, operations: readonly Located[]): readonly PointedFinding[] {
  const ids = new Set(operations.map(({ value }) => value.operationId))
  const links = new Map(
    operations.flatMap((operation) => linksOf(document, operation)).map((at) => [at.pointer, at]),
  )
  return [...links.values()].flatMap((link): PointedFinding[] => {
    const lost = lostTarget(document, link.value, ids)
    if (lost === undefined) return []
    const message = `the link leads to the operation ${JSON.stringify(lost.text)}, which the document does not have`
    const finding = warning('MOCKGEN_REF_NOT_FOUND', message, 'Correct it, or remove the link.')
    return [{ finding, tokens: [...tokensOf(link.pointer), lost.name] }]
  })
}

function linksOf(document: JsonObject, operation: Located): readonly Located[] {
  return membersOf(document, child(operation, 'responses')).flatMap((response) =>
    membersOf(document, child(response, 'links')),
  )
}

function membersOf(document: JsonObject, at: Located | undefined): readonly Located[] {
  if (at === undefined) return []
  return Object.keys(at.value).flatMap((name) => {
    const member = child(at, name)
    const found = member && resolve(document, member)
    return found === undefined ? [] : [found]
  })
}

function lostTarget(
  document: JsonObject,
  link: JsonObject,
  ids: ReadonlySet<Json | undefined>,
): { readonly name: string; readonly text: string } | undefined {
  const id = own(link, 'operationId')
  if (typeof id === 'string') return ids.has(id) ? undefined : { name: 'operationId', text: id }
  const reference = own(link, 'operationRef')
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined
  const target = resolve(document, { pointer: '', value: { $ref: reference } })
  return isObject(target?.value.responses) ? undefined : { name: 'operationRef', text: reference }
}
