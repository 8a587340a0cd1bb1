// All cases, in the order of the contract, for one adapter.
import { type CaseDefinition, runCase, type StoreAdapter } from './case.js'
import { absenceCases } from './cases/absence.js'
import { atomicityCases } from './cases/atomicity.js'
import { besidePageCases } from './cases/beside-page.js'
import { checkCases } from './cases/checks.js'
import { closeCases } from './cases/close.js'
import { concurrencyCases } from './cases/concurrency.js'
import { durableCases } from './cases/durable.js'
import { hostileTextCases } from './cases/hostile-text.js'
import { indexCases } from './cases/indexes.js'
import { insertionCases } from './cases/insertion.js'
import { pageCases } from './cases/pages.js'
import { refusableTextCases } from './cases/refusable-text.js'
import { sharedCases } from './cases/shared.js'
import { sizeCases } from './cases/sizes.js'
import { spaceCases } from './cases/spaces.js'
import { timeCases } from './cases/time.js'
import { visibilityCases } from './cases/visibility.js'

/** A case that is ready to run, in any test runner. */
export interface StoreCase {
  readonly group: string
  /** What the store does, as a sentence without its subject. Unique inside its group. */
  readonly title: string
  /** The sentence of the contract that the case is about. */
  readonly rule: string
  /** Resolves when the adapter keeps the rule; rejects with an AssertionError that begins with it. */
  readonly run: () => Promise<void>
}

const groups: readonly (readonly [group: string, cases: readonly CaseDefinition[]])[] = [
  ['Visibility', visibilityCases],
  ['Checks', checkCases],
  ['Atomicity', atomicityCases],
  ['Concurrency', concurrencyCases],
  ['Order of insertion', insertionCases],
  ['Order of an index', indexCases],
  ['Pages', pageCases],
  ['A row beside a page', besidePageCases],
  ['Absence', absenceCases],
  ['Hostile text', [...hostileTextCases, ...refusableTextCases]],
  ['Sizes', sizeCases],
  ['Spaces', spaceCases],
  ['Time', timeCases],
  ['Health and close', closeCases],
  ['Several stores over the same data', sharedCases],
  ['A store that is opened again', durableCases],
]

let cases = 0

/**
 * The contract of the store port (store/store.ts) as cases for `adapter`. Cases about promises that the adapter does not make
 * (`shared`, `durable`) are left out.
 *
 *     for (const { group, title, run } of storeConformance({ open: (data) => createMyStore({ prefix: data }) }))
 *       test(`${group}: ${title}`, run)
 *
 * A case takes milliseconds to a few seconds; 30 seconds are a fair limit for slow machines.
 */
export function storeConformance(adapter: StoreAdapter): readonly StoreCase[] {
  return groups.flatMap(([group, definitions]) =>
    definitions
      .filter(({ needs }) => needs === undefined || adapter[needs] === true)
      .map((definition) => {
        const { title, rule } = definition
        return { group, title, rule, run: () => runCase(definition, adapter, `case-${++cases}`) }
      }),
  )
}
