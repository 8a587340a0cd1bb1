// One at a time, in a place where hardly anybody ever waits.

/** Steps that must not run beside each other. A step that starts another waits for itself. */
export class Turns {
  #isTaken = false
  // Made by those who wait: hardly any transaction does two things at once.
  #ended: Promise<void> | undefined
  #end: (() => void) | undefined

  /** Runs a step when no other runs. */
  async take<T>(step: () => Promise<T>): Promise<T> {
    while (this.#isTaken) await this.#untilEnd()
    this.#isTaken = true
    try {
      return await step()
    } finally {
      this.#isTaken = false
      this.#end?.()
      this.#ended = undefined
      this.#end = undefined
    }
  }

  /** Resolves when no step runs; undefined when none does now. */
  idle(): Promise<void> | undefined {
    return this.#isTaken ? this.#untilIdle() : undefined
  }

  async #untilIdle(): Promise<void> {
    while (this.#isTaken) await this.#untilEnd()
  }

  #untilEnd(): Promise<void> {
    this.#ended ??= new Promise((resolve) => {
      this.#end = resolve
    })
    return this.#ended
  }
}
