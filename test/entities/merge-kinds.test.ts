// The kinds of merge on records: what null means in each, and what no kind can write.
import { describe, expect, it } from 'vitest'
import type { Merge } from '../../runtime/facts.js'
import type { Json } from '../../runtime/json.js'
import { onEveryStore } from './on-every-store.js'
import { codeOf, openTestEntities } from './open-test-entities.js'

const schema = {
  properties: {
    note: { type: 'string', nullable: true },
    must: { type: 'string', nullable: true },
    needed: { type: 'string' },
    size: { type: 'object', properties: { unit: { type: 'string', nullable: true } } },
    owner: { type: 'string', readOnly: true },
  },
  required: ['must', 'needed'],
}

const stored = {
  id: 1,
  must: 'm',
  needed: 'n',
  name: 'Rex',
  note: 'old',
  size: { value: 1, unit: 'm' },
  list: [1, { a: 1 }],
}

type Case = { readonly merge: Merge; readonly given: Json; readonly want: Json }
const cases: readonly (readonly [string, Case])[] = [
  [
    'replace keeps what clients cannot write and nothing else',
    {
      merge: 'replace',
      given: { must: 'x', needed: 'y', id: 9, revision: 7 },
      want: { id: 1, must: 'x', needed: 'y', revision: 2 },
    },
  ],
  [
    'merge keeps null where the schema allows it',
    {
      merge: 'merge',
      given: { note: null, name: null, size: { value: null, unit: null } },
      want: {
        id: 1,
        must: 'm',
        needed: 'n',
        note: null,
        size: { unit: null },
        list: [1, { a: 1 }],
        revision: 2,
      },
    },
  ],
  [
    'deep keeps every null inside objects that it merges',
    {
      merge: 'deep',
      given: { note: null, extra: null, size: { value: null, more: { x: 1 } }, list: [null] },
      want: {
        ...stored,
        note: null,
        size: { value: null, unit: 'm', more: { x: 1 } },
        list: [null],
        extra: null,
        revision: 2,
      },
    },
  ],
  [
    'merge-patch removes for every null',
    {
      merge: 'merge-patch',
      given: { note: null, name: null, size: { unit: null } },
      want: { id: 1, must: 'm', needed: 'n', size: { value: 1 }, list: [1, { a: 1 }], revision: 2 },
    },
  ],
  [
    'merge-patch leaves null where a required property is removed, or the old value where null is not allowed',
    {
      merge: 'merge-patch',
      given: { must: null, needed: null },
      want: { ...stored, must: null, revision: 2 },
    },
  ],
  [
    'json-patch changes what it names',
    {
      merge: 'json-patch',
      given: [
        { op: 'test', path: '/id', value: 1 },
        { op: 'test', path: '/revision', value: 1 },
        { op: 'remove', path: '/note' },
        { op: 'add', path: '/list/-', value: 2 },
        { op: 'replace', path: '/size/unit', value: 'ft' },
      ],
      want: {
        id: 1,
        must: 'm',
        needed: 'n',
        name: 'Rex',
        size: { value: 1, unit: 'ft' },
        list: [1, { a: 1 }, 2],
        revision: 2,
      },
    },
  ],
  [
    'json-patch changes nothing that clients cannot write',
    {
      merge: 'json-patch',
      given: [
        { op: 'replace', path: '/id', value: 7 },
        { op: 'remove', path: '/revision' },
        { op: 'add', path: '/owner', value: 'me' },
        { op: 'replace', path: '/name', value: 'Max' },
      ],
      want: { ...stored, name: 'Max', revision: 2 },
    },
  ],
  [
    'json-patch may replace the whole record',
    {
      merge: 'json-patch',
      given: [{ op: 'replace', path: '', value: { name: 'New', needed: 'x' } }],
      want: { id: 1, must: null, needed: 'x', name: 'New', revision: 2 },
    },
  ],
]

onEveryStore('an update', (world) => {
  const open = async () => {
    const pets = openTestEntities(
      { pets: { version: 'revision', schema } },
      { store: await world().connect() },
    ).reader('pets')
    await pets.create(stored)
    return pets
  }

  it.each(cases)('%s', async (_title, { merge, given, want }) => {
    const pets = await open()
    const changed = await pets.update(1, given, { merge })
    expect(changed.value).toEqual(want)
    expect((await pets.read(1))?.json).toBe(changed.json)
  })

  it.each([
    ['merge', 'text'],
    ['replace', [1]],
    ['deep', null],
    ['merge-patch', ['c']],
    ['json-patch', { op: 'add' }],
    ['json-patch', [{ op: 'replace', path: '', value: [] }]],
  ] as const)('refuses %s of %j, because a record is an object', async (merge, given) => {
    const pets = await open()
    expect(await codeOf(pets.update(1, given, { merge }))).toBe('MOCK_INVALID_REQUEST')
    expect((await pets.read(1))?.value).toEqual({ ...stored, revision: 1 })
  })

  it('stores nothing of a patch whose test does not hold', async () => {
    const pets = await open()
    const patch = [
      { op: 'replace', path: '/name', value: 'Max' },
      { op: 'test', path: '/note', value: 'new' },
    ]
    expect(await codeOf(pets.update(1, patch, { merge: 'json-patch' }))).toBe('MOCK_CONFLICT')
    expect((await pets.read(1))?.value.name).toBe('Rex')
  })
})

describe('names of properties', () => {
  it.each(['merge', 'deep', 'merge-patch'] as const)('are any text for %s', async (merge) => {
    const pets = openTestEntities({ pets: {} }).reader('pets')
    await pets.create({ id: 1, a: 1 })
    const { json } = await pets.update(1, JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'), { merge })
    expect(json).toBe('{"id":1,"a":1,"__proto__":{"x":1},"constructor":2}')
  })
})
