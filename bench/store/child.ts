// Another program of this folder in a process of its own, which reports numbers.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Child {
  /** The next number that the program reports; rejects when it ends without one. */
  next(): Promise<number>
  /** Tells it to go on, with a word. */
  go(word: string): void
}

/** Starts a program of this folder. It reports with `reportNumber` and ends by itself. */
export function startChild(program: string, args: readonly (string | number)[]): Child {
  const script = fileURLToPath(new URL(program, import.meta.url))
  const child = fork(script, args.map(String), { execArgv: ['--expose-gc'] })
  const numbers: number[] = []
  let wake = () => {}
  let hasEnded = false
  child.on('message', (message) => {
    numbers.push(Number(message))
    wake()
  })
  child.on('exit', () => {
    hasEnded = true
    wake()
  })
  return {
    async next() {
      while (numbers.length === 0) {
        if (hasEnded) throw new Error(`${program} ended before it was done`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return numbers.shift() ?? Number.NaN
    },
    go: (word) => void child.send(word),
  }
}

/** Reports a number to the process that started this one. */
export function reportNumber(value: number): void {
  process.send?.(value)
}

/** The next word of the process that started this one. */
export function nextWord(): Promise<string> {
  return new Promise((resolve) => process.once('message', (word) => resolve(String(word))))
}

/** Lets this process end: nobody waits for another word. */
export function hangUp(): void {
  if (process.connected) process.disconnect()
}
