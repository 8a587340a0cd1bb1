// Makes messages and hands them over: what they say, where they go, and that each is made up differently.
import type { Contract, OutgoingContract } from '../contract/contract.js'
import type { EntitiesFacts } from '../facts.js'
import { createRandom, type Random, seedOf } from '../ids.js'
import type { Deliveries } from './delivery/deliveries.js'
import type { DeliveryReport, Message } from './delivery/message.js'
import { compilePayload, type Payload, type PayloadInput } from './payload.js'

/** What a sender is made with. */
export interface SenderParts {
  readonly contract: Contract
  readonly entities: EntitiesFacts
  readonly deliveries: Deliveries
}

/** What a message is, besides what the contract says of it. */
export type About = Pick<Message, 'kind' | 'sandbox' | 'hops' | 'about'>

/** The sender of one mock. */
export class Sender {
  readonly #parts: SenderParts
  readonly #payloads = new Map<OutgoingContract, (input: PayloadInput) => Payload>()
  #messages = 0

  constructor(parts: SenderParts) {
    this.#parts = parts
  }

  /** Sends a callback or webhook to a URL; what has become of it so far. Throws where its payload cannot be made. */
  send(
    outgoing: OutgoingContract,
    about: About,
    url: string,
    input: Omit<PayloadInput, 'random'>,
  ): DeliveryReport {
    const { name, method } = outgoing
    const { headers, body, query } = this.#payload(outgoing, { ...input, random: this.#random(name) })
    const target = query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`
    const sent = { ...about, name, method: method.toUpperCase(), url: target, headers, body }
    return this.#parts.deliveries.add(sent)
  }

  #payload(outgoing: OutgoingContract, input: PayloadInput): Payload {
    let make = this.#payloads.get(outgoing)
    if (make === undefined) {
      make = compilePayload(this.#parts.contract, outgoing, this.#parts.entities)
      this.#payloads.set(outgoing, make)
    }
    return make(input)
  }

  // Made-up values differ from message to message, and are the same in every run.
  #random(name: string): Random {
    return createRandom(seedOf(`${name} ${++this.#messages}`))
  }
}
