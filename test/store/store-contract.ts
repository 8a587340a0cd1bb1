// The exported conformance suite, wired to vitest.
import { describe, it } from 'vitest'
import { type StoreAdapter, storeConformance } from '../../runtime/store-conformance/index.js'

/** Runs the contract of the store port against an adapter. */
export function describeStore(name: string, adapter: StoreAdapter): void {
  describe(`${name} keeps the contract of the store port`, () => {
    for (const { group, title, run } of storeConformance(adapter)) it(`${group}: ${title}`, run)
  })
}
