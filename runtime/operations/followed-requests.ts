// Requests that somebody follows: what operations make of them is told while they are carried out.
import type { IncomingMessage } from 'node:http'
import type { Json } from '../json.js'

/** What becomes known of a request, bit by bit. */
export interface SeenRequest {
  readonly operationId?: string
  /** As the operation declares it, whether or not it is valid. */
  readonly body?: Json | undefined
}

/** The requests of one mock that are followed; none, and nearly no cost, unless somebody asks. */
export class FollowedRequests {
  readonly #followers = new WeakMap<IncomingMessage, (seen: SeenRequest) => void>()
  #isUsed = false

  /** Tells `follower`, which must not throw, about a request that was not dispatched yet. */
  follow(message: IncomingMessage, follower: (seen: SeenRequest) => void): void {
    this.#isUsed = true
    this.#followers.set(message, follower)
  }

  tell(message: IncomingMessage, seen: SeenRequest): void {
    if (this.#isUsed) this.#followers.get(message)?.(seen)
  }
}
