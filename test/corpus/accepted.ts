// What of real documents nobody can make good: the document contradicts itself, or HTTP forbids what it asks for.

/** Why a call may end in something else than a valid success. */
export interface Accepted {
  /** End of the document's name, without its folders where several copies of it are in the corpus. */
  readonly document: RegExp
  readonly operation: RegExp
  /** Where in the document, for who wants to read it. */
  readonly where: string
  readonly reason: string
}

/** Every accepted finding; one that no document has any more fails the full run. */
export const accepted: readonly Accepted[] = [
  {
    document: /\/circular-request-bodies\./,
    operation: /^directCircular$/,
    where: '#/components/schemas/TreeNode/required',
    reason: 'the schema requires a property of itself: only an endless value would satisfy it',
  },
  {
    document: /\/schema-types\./,
    operation: /^quirks_(?:entirelyIncompatible|partiallyUsableIncompatible)AllOf$/,
    where: '#/paths/~1anything~1quirks~1polymorphism',
    reason: 'allOf of an integer and a string: nothing satisfies it',
  },
  {
    document: /\/http-status-codes\./,
    operation: /^getStatus10[0-3]$/,
    where: '#/paths/~1status~1100/get/responses/100',
    reason: 'only an interim response (RFC 9110, section 15.2) is declared, and each request has a final one',
  },
]

/** Why a call of a document may go wrong; undefined when it may not. */
export function acceptedFor(document: string, operation: string): Accepted | undefined {
  return accepted.find((one) => one.document.test(document) && one.operation.test(operation))
}
