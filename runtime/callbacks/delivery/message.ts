// What is sent to others, and what became of it.

/** A request that the mock sends. */
export interface Message {
  readonly kind: 'callback' | 'webhook'
  /** What the contract calls it. */
  readonly name: string
  /** The sandbox in which something happened. */
  readonly sandbox: string
  readonly method: string
  readonly url: string
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
  /** How many messages have led to it, itself included; see hops.ts. */
  readonly hops: number
  /** Messages about one thing: those to one URL are sent one after the other. Default: about nothing else. */
  readonly about?: string
}

/**
 * `waiting` to be sent, or to be sent again; `delivered`: answered with a 2xx; `failed`: not, and it is not tried again;
 * `refused`: it may not be sent there; `dropped`: too many others are waiting.
 */
export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'refused' | 'dropped'

/** What became of a message. */
export interface DeliveryReport {
  /** Also in the header `webhook-id`: the same for every attempt. */
  readonly id: string
  readonly kind: Message['kind']
  readonly name: string
  readonly sandbox: string
  readonly method: string
  readonly url: string
  /** When it was handed over, RFC 3339. */
  readonly at: string
  readonly state: DeliveryState
  readonly attempts: number
  /** Status of the last answer. */
  readonly status?: number
  /** What went wrong at last. */
  readonly error?: string
}
