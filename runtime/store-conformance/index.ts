// What the author of an adapter imports: the contract of the store port as tests.
export type { StoreAdapter } from './case.js'
export { type StoreCase, storeConformance } from './store-conformance.js'
