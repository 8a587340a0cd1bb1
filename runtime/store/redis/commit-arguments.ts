// A commit as the arguments of commit.lua: keys named once, checks and writes that point at them.
import type { Check, Commit, Write } from '../store.js'
import { maxDuePerCall, toDueEntry } from './due-entry.js'
import type { SpaceKeys } from './keys.js'
import { lowerBound, terminated, upperBound, wellFormed } from './ordered-text.js'
import { redisFault } from './redis-error.js'
import { toRowText } from './row-text.js'

/**
 * Most checks and writes of one commit. Redis takes about a million arguments in a command and serves nobody else while
 * a script runs: this many take about a second.
 */
export const maxCommitSteps = 100_000

export interface ScriptArguments {
  readonly keys: readonly string[]
  readonly args: readonly (string | number)[]
}

/** StoreError MOCK_STORE_LIMIT when the commit is larger than `maxCommitSteps` or holds text that is not Unicode. */
export function commitArguments(space: SpaceKeys, now: number, commit: Commit): ScriptArguments {
  const { checks, writes, settling = false } = commit
  refuseTooLarge(checks.length + writes.length)
  const hashes = new Positions()
  const sets = new Positions()
  const steps: (string | number)[] = [now, settling ? 0 : maxDuePerCall, 0, checks.length, writes.length]
  const encoder: Encoder = { space, hashes, sets, steps }
  for (const check of checks) addCheck(encoder, check)
  for (const write of writes) addWrite(encoder, write)
  // How many hashes there are is only known now.
  steps[2] = hashes.keys.length
  return { keys: [space.meta, space.due, space.registry, ...hashes.keys, ...sets.keys], args: steps }
}

interface Encoder {
  readonly space: SpaceKeys
  readonly hashes: Positions
  readonly sets: Positions
  readonly steps: (string | number)[]
}

/** Keys in order of their first use; a position counts from 1. */
class Positions {
  readonly keys: string[] = []
  readonly #positions = new Map<string, number>()

  of(key: string): number {
    const known = this.#positions.get(key)
    if (known !== undefined) return known
    const position = this.keys.push(key)
    this.#positions.set(key, position)
    return position
  }
}

function addCheck({ space, hashes, sets, steps }: Encoder, check: Check): void {
  switch (check.check) {
    case 'absent':
    case 'present':
      steps.push(check.check, hashes.of(space.rows(check.collection)), wellFormed(check.id))
      break
    case 'version':
      steps.push('version', hashes.of(space.rows(check.collection)), wellFormed(check.id), check.version)
      break
    case 'unique': {
      const held = hashes.of(space.unique(check.collection, check.constraint))
      if (check.holder === undefined) steps.push('free', held, wellFormed(check.value))
      else steps.push('unique', held, wellFormed(check.value), wellFormed(check.holder))
      break
    }
    case 'count': {
      const { from, to } = check.range
      const index = sets.of(space.index(check.collection, check.index))
      steps.push('count', index, lowerBound(from), upperBound(to), check.count)
      break
    }
    case 'size':
      steps.push('size', sets.of(space.order(check.collection)), check.count)
      break
    default:
      throw new TypeError(`Unknown check ${JSON.stringify(check satisfies never)}`)
  }
}

function addWrite({ space, hashes, sets, steps }: Encoder, write: Write): void {
  const { collection } = write
  switch (write.write) {
    case 'put':
      steps.push('put', hashes.of(space.rows(collection)), sets.of(space.order(collection)))
      steps.push(wellFormed(write.id), toRowText(write.value))
      break
    case 'delete':
      steps.push('delete', hashes.of(space.rows(collection)), sets.of(space.order(collection)))
      steps.push(wellFormed(write.id))
      break
    case 'claim':
      steps.push('claim', hashes.of(space.unique(collection, write.constraint)))
      steps.push(wellFormed(write.value), wellFormed(write.id))
      break
    case 'release':
      steps.push('release', hashes.of(space.unique(collection, write.constraint)), wellFormed(write.value))
      break
    case 'index':
    case 'unindex':
      steps.push(write.write, sets.of(space.order(collection)), sets.of(space.index(collection, write.index)))
      steps.push(terminated(write.value), wellFormed(write.id))
      break
    case 'due':
      if (write.at === undefined) steps.push('clear', toDueEntry(write))
      else steps.push('due', toDueEntry(write), toScore(write.at))
      break
    default:
      throw new TypeError(`Unknown write ${JSON.stringify(write satisfies never)}`)
  }
}

// Redis would find out that this is no number only after other writes have happened.
function toScore(at: number): number {
  if (Number.isNaN(at)) throw new RangeError('A due time is not a number')
  return at
}

function refuseTooLarge(steps: number): void {
  if (steps <= maxCommitSteps) return
  throw redisFault(
    'MOCK_STORE_LIMIT',
    `a commit has ${steps} checks and writes, and Redis takes at most ${maxCommitSteps} at once (maxCommitSteps)`,
    'change fewer records in one request',
  )
}
