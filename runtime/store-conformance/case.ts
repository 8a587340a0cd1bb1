// The shape of a case, and how one runs: on data of its own, with the rule in front of whatever goes wrong.
import { AssertionError } from 'node:assert/strict'
import type { Store } from '../store/store.js'
import type { Rule } from './rules.js'
import { Trial } from './trial.js'

/** The adapter that is tested. */
export interface StoreAdapter {
  /**
   * Opens a store over the data of this name, which is empty when the name is new. Every case has a name of its own, such as
   * `case-7`, that no other case in this process has. Names come again in the next process: put them below a folder, prefix or
   * schema that is new there.
   */
  open(data: string): Promise<Store> | Store
  /** True when several stores may be open over the same data, as several servers are. Default: false, and not tested. */
  readonly shared?: boolean
  /** True when data outlives its store: what was closed can be opened again. Default: false, and not tested. */
  readonly durable?: boolean
}

/** One rule of the contract in one situation. */
export interface CaseDefinition {
  /** What the store does, as a sentence without its subject. */
  readonly title: string
  readonly rule: Rule
  /** What an adapter must promise for the case to apply. Default: nothing. */
  readonly needs?: 'shared' | 'durable'
  run(trial: Trial): Promise<void>
}

/**
 * Runs a case on the data of this name and closes what it has opened. Rejects with an AssertionError that begins with the
 * rule; `cause` is what was thrown.
 */
export async function runCase(
  { rule, run }: CaseDefinition,
  adapter: StoreAdapter,
  data: string,
): Promise<void> {
  const trials: Trial[] = []
  const begin = async (): Promise<Trial> => {
    const trial = new Trial(await adapter.open(data), begin)
    trials.push(trial)
    return trial
  }
  try {
    await run(await begin())
  } catch (error) {
    await Promise.allSettled(trials.map((trial) => trial.close()))
    throw broken(rule, error)
  }
  for (const trial of trials) await trial.close()
}

// Runners show `actual` and `expected` of an AssertionError as a difference, so both are kept.
function broken(rule: Rule, cause: unknown): AssertionError {
  const details = cause instanceof AssertionError ? cause : undefined
  const found = cause instanceof Error ? cause.message : String(cause)
  const error = new AssertionError({
    message: `${rule}\n${details === undefined ? `The store rejected: ${found}` : found}`,
    actual: details?.actual,
    expected: details?.expected,
    operator: details?.operator,
  })
  return Object.assign(error, { cause })
}
