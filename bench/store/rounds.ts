// Rounds in which all contenders take turns, so that a machine whose speed drifts does not decide.

/** True when the command was asked to be quick. */
export const isQuick = process.argv.includes('--quick')

/**
 * What each contender measured in each round. A first round warms up and does not count; every other round goes in the
 * opposite order, so that nobody always follows the same one.
 */
export async function takeTurns<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<number>>>,
): Promise<(name: Name) => readonly number[]> {
  const turns: readonly [string, () => Promise<number>][] = Object.entries(contenders)
  const results = new Map<string, number[]>(turns.map(([name]) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    showProgress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`)
    for (const [name, measure] of round % 2 === 0 ? turns : turns.toReversed()) {
      collectGarbage()
      const value = await measure()
      if (round > 0) results.get(name)?.push(value)
    }
  }
  showProgress('')
  return (name) => results.get(name) ?? []
}

/** Calls a second of `count` calls, `inFlight` of them at a time. `work` gets the number of the call and of its worker. */
export async function rateOf(
  count: number,
  inFlight: number,
  work: (call: number, worker: number) => Promise<unknown>,
): Promise<number> {
  let next = 0
  const started = performance.now()
  const workers = Array.from({ length: inFlight }, async (_, worker) => {
    while (next < count) await work(next++, worker)
  })
  await Promise.all(workers)
  return (count * 1000) / (performance.now() - started)
}

/** Collects garbage where the process was started with --expose-gc: nobody pays for what another one left. */
export function collectGarbage(): void {
  globalThis.gc?.()
}

/** Says on a terminal what is going on, on one line that the next one overwrites. */
export function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
}
