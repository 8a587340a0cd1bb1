// The drop of a space in the queue.
import { dropLine } from './journal-line.js'
import type { QueuedCall } from './queued-call.js'
import type { StagedSpaces } from './staged-spaces.js'

/** Nothing is written when there is no such space. */
export class QueuedDrop implements QueuedCall {
  line = ''
  readonly answer: () => void
  readonly reject: (error: unknown) => void
  readonly #spaces: StagedSpaces
  readonly #name: string

  constructor(spaces: StagedSpaces, name: string, resolve: () => void, reject: (error: unknown) => void) {
    this.#spaces = spaces
    this.#name = name
    this.answer = resolve
    this.reject = reject
  }

  stage(number: number): 'staged' | 'answered' | 'wait' {
    if (this.#spaces.has(this.#name)) return 'wait'
    if (!this.#spaces.durable.has(this.#name)) {
      this.answer()
      return 'answered'
    }
    const space = this.#spaces.get(this.#name)
    space.isDropping = true
    this.#spaces.keep(this.#name, space)
    this.line = dropLine(number, this.#name)
    return 'staged'
  }

  apply(): void {
    this.#spaces.forget(this.#name)
    this.#spaces.durable.delete(this.#name)
  }
}
