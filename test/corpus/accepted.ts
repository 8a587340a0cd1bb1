// What of real documents nobody can make good: the document contradicts itself, or HTTP forbids what it asks for.
import type { Call } from './call-operations.js'

/** Why a call may end in something else than a valid success. */
export interface Accepted {
  /** End of the document's name, without its folders where several copies of it are in the corpus. */
  readonly document: RegExp
  readonly operation: RegExp
  /** What is answered; another status is not excused. */
  readonly status: number
  /** Where in the document, for who wants to read it: of a success that is not valid, where its findings stand. */
  readonly where: string
  readonly reason: string
}

const nullShown =
  'the document shows null in its own example and says `nullable`, which by the text of OpenAPI 3.0.3 widens only the `type` beside it'

/** Every accepted finding; one that no document has any more fails the full run. */
export const accepted: readonly Accepted[] = [
  {
    document: /\/circular-request-bodies\./,
    operation: /^directCircular$/,
    status: 400,
    where: '/components/schemas/TreeNode/required',
    reason: 'the schema requires a property of itself: only an endless value would satisfy it',
  },
  {
    document: /\/schema-types\./,
    operation: /^quirks_(?:entirelyIncompatible|partiallyUsableIncompatible)AllOf$/,
    status: 400,
    where: '/paths/~1anything~1quirks~1polymorphism',
    reason: 'allOf of an integer and a string: nothing satisfies it',
  },
  {
    document: /\/http-status-codes\./,
    operation: /^getStatus10[0-3]$/,
    status: 200,
    where: '/paths/~1status~110',
    reason: 'only an interim response (RFC 9110, section 15.2) is declared, and each request has a final one',
  },
  {
    document: /\/github-api\./,
    operation: /^issues\/(?:list|approve|dismiss)-suggestions?$/,
    status: 200,
    where: '/components/schemas/issue-suggestion/properties/target_value/oneOf',
    reason: `${nullShown}: there is a oneOf`,
  },
  {
    document: /\/box\./,
    operation: /^put_folders_id#remove_shared_link$/,
    status: 200,
    where: '/components/schemas/Folder/allOf/1/properties/shared_link/allOf',
    reason: `${nullShown}: there is an allOf`,
  },
  {
    document: /\/readme(?:-api\.oas31)?\.json$/,
    operation: /^getProject$/,
    status: 200,
    where:
      '/paths/~1projects~1me/get/responses/200/content/application~1json/schema/properties/data/properties/plan/properties/grace_period/properties/end_date/type',
    reason: 'its default is null and it says `nullable`, which OpenAPI 3.1 does not know any more',
  },
]

/** Why a call of a document may go wrong as it did; undefined when it may not. */
export function acceptedFor(document: string, call: Call): Accepted | undefined {
  return accepted.find(
    (one) =>
      one.document.test(document) &&
      one.operation.test(call.operation) &&
      one.status === call.status &&
      // A refusal says nothing about the place; a success must be wrong there and nowhere else.
      (call.status >= 400 || call.findings.every(({ where }) => where.startsWith(one.where))),
  )
}
