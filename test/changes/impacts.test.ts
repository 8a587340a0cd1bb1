// What a change means for what is there already, as data: places in hooks, seeds by entity, and the fate of records.
import { describe, expect, test } from 'vitest'
import type { Change } from '../../generator/changes/change.js'
import { impactsOf, type RecordsOutcome } from '../../generator/changes/impacts.js'

const use = { operation: 'createPet', path: 'src/a.ts', line: 3, column: 5 }
const uses = [{ ...use, start: 0, end: 0, token: 'name', beside: new Set<string>() } as const]
const facts = { schemas: [], key: 'id', generateKey: 'uuid' } as const
const model = {
  seeds: { pets: [{ id: '1' }, { id: '2' }] },
  entities: [{ name: 'pets', facts, origin: 'inferred', constraints: [] } as const],
}
const property = { kind: 'property', entities: ['pets'], pointer: '/age' } as const
const endpoint = { method: 'post', path: '/pets' } as const

describe('records', () => {
  test.each<[string, { given: Change; want: RecordsOutcome }]>([
    [
      'get a new required property',
      { given: { ...property, what: 'added', required: true }, want: 'completed' },
    ],
    ['keep a property that is gone', { given: { ...property, what: 'removed' }, want: 'kept' }],
    [
      'of another type are checked',
      { given: { ...property, what: 'type-changed', before: 'string', after: 'integer' }, want: 'checked' },
    ],
    [
      'under a new constraint are indexed',
      { given: { kind: 'constraint-added', entity: 'pets', constraint: 'unique name' }, want: 'indexed' },
    ],
    ['of an entity that is gone stay', { given: { kind: 'entity-removed', entity: 'pets' }, want: 'apart' }],
    [
      'under another title stay',
      { given: { kind: 'namespace-changed', before: 'A', after: 'B' }, want: 'apart' },
    ],
  ])('%s', (_title, { given, want }) => {
    const records = impactsOf(given, uses, model).filter(({ on }) => on === 'records')
    expect(records).toEqual([{ on: 'records', entity: 'pets', outcome: want }])
  })

  test('lose nothing by a new optional property', () => {
    expect(impactsOf({ ...property, what: 'added', required: false }, uses, model)).toEqual([])
  })
})

test('seeds are counted where their entity is described anew', () => {
  const impacts = impactsOf({ ...property, what: 'made-required' }, uses, model)
  expect(impacts).toContainEqual({ on: 'seeds', entity: 'pets', records: 2 })
})

test.each<[string, { given: Change; want: string }]>([
  [
    'of an operation that was removed is orphaned',
    { given: { kind: 'operation-removed', operation: 'createPet', ...endpoint }, want: 'orphaned' },
  ],
  [
    'of an operation that was renamed is orphaned',
    {
      given: { kind: 'operation-renamed', operation: 'addPet', formerly: 'createPet', ...endpoint },
      want: 'orphaned',
    },
  ],
  [
    'of a request that changed is typed by it',
    {
      given: { kind: 'request', operations: ['createPet'], place: 'body', pointer: '/a', what: 'removed' },
      want: 'typed',
    },
  ],
])('a hook %s', (_title, { given, want }) => {
  expect(impactsOf(given, uses, model)).toEqual([{ on: 'hook', outcome: want, ...use }])
})
