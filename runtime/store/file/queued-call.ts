// What the commit queue works on, in the order of arrival.

/**
 * A call of the store that may write. The queue stages it, writes its line, lets it apply what the line says, and answers
 * it. A call that is rejected has changed nothing that anybody sees.
 */
export interface QueuedCall {
  /** What stands in the journal, with its newline, once the call is staged. */
  readonly line: string
  /**
   * Works out entry `number` of the journal. Answers 'answered' when there is nothing to write and the caller knows, and
   * 'wait' when the call depends on staged work that is not done yet.
   */
  stage(number: number): 'staged' | 'answered' | 'wait'
  /** Does it in memory; the line is in the journal. */
  apply(): void
  /** Tells the caller, who sees what was applied. */
  answer(): void
  reject(error: unknown): void
}
