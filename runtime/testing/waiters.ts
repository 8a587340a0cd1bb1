// Promises of something that is going to happen, each with its bound in time.

interface Waiter<Value> {
  readonly fits: (value: Value) => boolean
  readonly end: (value: Value | Error) => void
}

/** Those who wait for a value. */
export class Waiters<Value> {
  readonly #waiting = new Set<Waiter<Value>>()

  /** Resolves with the first value told from now on that fits; rejects after `timeoutMs`, saying what `describe` says then. */
  wait(
    fits: (value: Value) => boolean,
    { timeoutMs, describe }: { readonly timeoutMs: number; readonly describe: () => string },
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const end = (value: Value | Error) => {
        clearTimeout(timer)
        this.#waiting.delete(waiter)
        if (value instanceof Error) reject(value)
        else resolve(value)
      }
      const waiter: Waiter<Value> = { fits, end }
      const expire = () => end(new Error(`nothing that fits has come within ${timeoutMs} ms; ${describe()}`))
      const timer = setTimeout(expire, timeoutMs)
      this.#waiting.add(waiter)
    })
  }

  /** A predicate that throws ends its own waiting, and nobody else's. */
  tell(value: Value): void {
    for (const { fits, end } of [...this.#waiting]) {
      try {
        if (fits(value)) end(value)
      } catch (error) {
        end(error instanceof Error ? error : new Error('the predicate threw', { cause: error }))
      }
    }
  }

  /** Rejects everybody who still waits. */
  close(): void {
    for (const { end } of [...this.#waiting]) end(new Error('the mock was closed'))
  }
}
