// The memory store keeps the contract of the store port.
import { createMemoryStore } from '../../runtime/store/memory-store.js'
import { describeStore } from './store-contract.js'

describeStore('the memory store', { open: createMemoryStore })
