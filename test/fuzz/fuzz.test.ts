// Requests that are nearly right or hostile: no fault, no silence, no growth. `npm run fuzz` sends 100,000.
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../architecture/source-files.js'
import { fuzz } from './fuzz.js'

const requests = 1_500
const documents = [
  join(root, 'examples/bookstore/openapi.yaml'),
  join(root, 'examples/blog/openapi.yaml'),
  join(root, 'node_modules/@scalar/galaxy/dist/3.1.yaml'),
  join(root, 'node_modules/@readme/oas-examples/3.0/json/discriminators.json'),
]

describe('mutated requests', () => {
  it.each(documents)(
    'to %s get no 5xx, no silence and no stack',
    async (file) => {
      const { sent, statuses, faults } = await fuzz({ file, requests, seed: 20_200 })
      expect(faults).toEqual([])
      expect(sent).toBe(requests)
      // Else the mutations would no longer reach what they are for.
      expect(Object.keys(statuses)).toEqual(expect.arrayContaining(['200', '400', '404', '405']))
    },
    120_000,
  )
})
