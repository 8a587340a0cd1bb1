// How many messages have led to a request, so that a mock that calls itself, or mocks that call each other, come to an end.

/** On every message: 1 where the request of a client caused it, one more for each message in between. In lower case. */
export const hopsHeader = 'x-mock-hops'

/** Most hops: three let a mock react to what another one made of its message, and each hop may multiply the messages. */
export const maxHops = 3

/**
 * Most messages that a request sends which was caused by a message itself. With the hops it bounds what a circle makes of one
 * request of a client, however many callbacks and webhooks stand in it.
 */
export const maxEchoes = 8

/** The hops that a request has behind it: 0 for that of a client. What is no count is too many: whoever sends it is in doubt. */
export function hopsOf(header: string | readonly string[] | undefined): number {
  if (header === undefined) return 0
  return typeof header === 'string' && /^\d$/.test(header) ? Number(header) : maxHops
}
