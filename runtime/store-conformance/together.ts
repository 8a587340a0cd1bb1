// Calls that run at once, and end before the case does: what goes on behind a failed case would disturb the next.

/** Results in order, when all have ended; then the first failure is thrown, if there is one. */
export async function together<T>(calls: Iterable<Promise<T>>): Promise<readonly T[]> {
  const waiting = [...calls]
  await Promise.allSettled(waiting)
  return Promise.all(waiting)
}

/** Calls `write` and `read` in turn, `rounds` times, without waiting; what was read, when all have ended. */
export async function interleaved<T>(
  rounds: number,
  write: (round: number) => Promise<unknown>,
  read: () => Promise<T>,
): Promise<readonly T[]> {
  const writes: Promise<unknown>[] = []
  const reads: Promise<T>[] = []
  for (let round = 0; round < rounds; round++) {
    writes.push(write(round))
    reads.push(read())
  }
  await Promise.allSettled([...writes, ...reads])
  await Promise.all(writes)
  return Promise.all(reads)
}
