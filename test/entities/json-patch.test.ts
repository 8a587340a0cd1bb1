// JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7396): the examples of both, and what hostile ones try.
import { describe, expect, it } from 'vitest'
import { jsonPatch } from '../../runtime/entities/merge/json-patch.js'
import { mergePatch } from '../../runtime/entities/merge/merge-patch.js'
import { MockError } from '../../runtime/errors.js'
import type { Json } from '../../runtime/json.js'

// RFC 7396, appendix A: original, patch, result.
const mergeExamples: readonly (readonly [Json, Json, Json])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

describe('a merge patch', () => {
  it.each(mergeExamples)('of %j with %j is %j', (target, patch, want) => {
    expect(mergePatch(target, patch)).toEqual(want)
  })

  it('sets and removes a property called __proto__ like any other', () => {
    const patch: Json = JSON.parse('{"__proto__": {"polluted": true}}')
    const patched = mergePatch({}, patch)
    expect(JSON.stringify(patched)).toBe('{"__proto__":{"polluted":true}}')
    expect(JSON.stringify(mergePatch(patched, JSON.parse('{"__proto__": null}')))).toBe('{}')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

// RFC 6902, appendix A, and what section 4 adds to it.
const patches: readonly [string, { target: Json; patch: Json; want: Json }][] = [
  [
    'adds a member',
    {
      target: { foo: 'bar' },
      patch: [{ op: 'add', path: '/baz', value: 'qux' }],
      want: { baz: 'qux', foo: 'bar' },
    },
  ],
  [
    'adds an element',
    {
      target: { foo: ['bar', 'baz'] },
      patch: [{ op: 'add', path: '/foo/1', value: 'qux' }],
      want: { foo: ['bar', 'qux', 'baz'] },
    },
  ],
  [
    'removes a member',
    { target: { baz: 'qux', foo: 'bar' }, patch: [{ op: 'remove', path: '/baz' }], want: { foo: 'bar' } },
  ],
  [
    'removes an element',
    {
      target: { foo: ['bar', 'qux', 'baz'] },
      patch: [{ op: 'remove', path: '/foo/1' }],
      want: { foo: ['bar', 'baz'] },
    },
  ],
  [
    'replaces a value',
    {
      target: { baz: 'qux', foo: 'bar' },
      patch: [{ op: 'replace', path: '/baz', value: 'boo' }],
      want: { baz: 'boo', foo: 'bar' },
    },
  ],
  [
    'moves a value',
    {
      target: { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      patch: [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      want: { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    },
  ],
  [
    'moves an element',
    {
      target: { foo: ['all', 'grass', 'cows', 'eat'] },
      patch: [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      want: { foo: ['all', 'cows', 'eat', 'grass'] },
    },
  ],
  [
    'moves a value to where it is',
    { target: { a: 1 }, patch: [{ op: 'move', from: '/a', path: '/a' }], want: { a: 1 } },
  ],
  [
    'tests values',
    {
      target: { baz: 'qux', foo: ['a', 2, 'c'] },
      patch: [
        { op: 'test', path: '/baz', value: 'qux' },
        { op: 'test', path: '/foo/1', value: 2 },
      ],
      want: { baz: 'qux', foo: ['a', 2, 'c'] },
    },
  ],
  [
    'tests objects whatever the order of their members',
    {
      target: { a: { b: 1, c: [-0] } },
      patch: [{ op: 'test', path: '/a', value: { c: [0], b: 1 } }],
      want: { a: { b: 1, c: [-0] } },
    },
  ],
  [
    'adds a nested object',
    {
      target: { foo: 'bar' },
      patch: [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      want: { foo: 'bar', child: { grandchild: {} } },
    },
  ],
  [
    'ignores members that it does not know',
    {
      target: { foo: 'bar' },
      patch: [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
      want: { foo: 'bar', baz: 'qux' },
    },
  ],
  [
    'orders ~01 and ~10',
    {
      target: { '/': 9, '~1': 10 },
      patch: [{ op: 'test', path: '/~01', value: 10 }],
      want: { '/': 9, '~1': 10 },
    },
  ],
  [
    'appends an element',
    {
      target: { foo: ['bar'] },
      patch: [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
      want: { foo: ['bar', ['abc', 'def']] },
    },
  ],
  [
    'copies a value that then changes alone',
    {
      target: { a: { b: 1 } },
      patch: [
        { op: 'copy', from: '/a', path: '/c' },
        { op: 'replace', path: '/c/b', value: 2 },
      ],
      want: { a: { b: 1 }, c: { b: 2 } },
    },
  ],
  [
    'replaces the whole',
    { target: { a: 1 }, patch: [{ op: 'replace', path: '', value: { b: 2 } }], want: { b: 2 } },
  ],
  [
    'reads names that are numbers in objects',
    { target: { '0': 1 }, patch: [{ op: 'add', path: '/01', value: 2 }], want: { '0': 1, '01': 2 } },
  ],
]

const deep = (levels: number): Json => {
  let value: Json = 1
  for (let i = 0; i < levels; i++) value = { a: value }
  return value
}

const refusals: readonly [string, { target?: Json; patch: Json; want: readonly [string, string] }][] = [
  ['no array', { patch: { op: 'add' }, want: ['MOCK_INVALID_REQUEST', '/body'] }],
  ['no operation', { patch: ['add'], want: ['MOCK_INVALID_REQUEST', '/body/0'] }],
  [
    'an unknown operation',
    { patch: [{ op: 'spam', path: '' }], want: ['MOCK_INVALID_REQUEST', '/body/0/op'] },
  ],
  ['no path', { patch: [{ op: 'remove' }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] }],
  [
    'a path that is no pointer',
    { patch: [{ op: 'remove', path: 'a' }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'a wrong escape',
    { patch: [{ op: 'remove', path: '/a~2' }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  ['no value', { patch: [{ op: 'add', path: '/a' }], want: ['MOCK_INVALID_REQUEST', '/body/0/value'] }],
  [
    'a parent that is not there',
    { patch: [{ op: 'add', path: '/x/y', value: 1 }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'removing what is not there',
    { patch: [{ op: 'remove', path: '/x' }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'replacing what is not there',
    { patch: [{ op: 'replace', path: '/x', value: 1 }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'removing the whole',
    { patch: [{ op: 'remove', path: '' }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'a source that is not there',
    { patch: [{ op: 'copy', from: '/x', path: '/y' }], want: ['MOCK_INVALID_REQUEST', '/body/0/from'] },
  ],
  [
    'moving into itself',
    { patch: [{ op: 'move', from: '/o', path: '/o/p' }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'an element past the end',
    { patch: [{ op: 'add', path: '/l/3', value: 1 }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'an element with a leading zero',
    { patch: [{ op: 'test', path: '/l/01', value: 2 }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'the element after the last',
    { patch: [{ op: 'remove', path: '/l/-' }], want: ['MOCK_INVALID_REQUEST', '/body/0/path'] },
  ],
  [
    'what an object inherits',
    {
      patch: [{ op: 'copy', from: '/constructor', path: '/x' }],
      want: ['MOCK_INVALID_REQUEST', '/body/0/from'],
    },
  ],
  [
    'a test that does not hold',
    {
      patch: [
        { op: 'add', path: '/z', value: 1 },
        { op: 'test', path: '/a', value: '1' },
      ],
      want: ['MOCK_CONFLICT', '/body/1'],
    },
  ],
  [
    'too many operations',
    {
      patch: Array.from({ length: 1_001 }, () => ({ op: 'test', path: '/a', value: 1 })),
      want: ['MOCK_INVALID_REQUEST', '/body'],
    },
  ],
  [
    'copies that double again and again',
    {
      patch: Array.from({ length: 900 }, (_, i) => ({ op: 'copy', from: '', path: `/c${i}` })),
      want: ['MOCK_INVALID_REQUEST', '/body/16'],
    },
  ],
  [
    'copies that nest again and again',
    {
      target: deep(100),
      patch: Array.from({ length: 60 }, () => ({ op: 'copy', from: '', path: '/a/a' })),
      want: ['MOCK_INVALID_REQUEST', '/body/50'],
    },
  ],
]

describe('a JSON patch', () => {
  it.each(patches)('%s', (_title, { target, patch, want }) => {
    const before = JSON.stringify(target)
    expect(jsonPatch(target, patch)).toEqual(want)
    expect(JSON.stringify(target)).toBe(before)
  })

  it.each(refusals)('refuses %s', (_title, { target = { a: 1, o: {}, l: [1, 2] }, patch, want }) => {
    try {
      jsonPatch(target, patch)
    } catch (error) {
      if (!(error instanceof MockError)) throw error
      expect(error.code).toBe(want[0])
      expect(error.errors.map(({ pointer }) => pointer)).toEqual([want[1]])
      return
    }
    throw new Error('It should have been refused')
  })

  it('adds, copies and removes a property called __proto__ like any other', () => {
    const patched = jsonPatch({ a: { x: 1 } }, [
      { op: 'add', path: '/__proto__', value: { polluted: true } },
      { op: 'copy', from: '/__proto__', path: '/b' },
      { op: 'test', path: '/__proto__/polluted', value: true },
      { op: 'remove', path: '/a' },
    ])
    expect(JSON.stringify(patched)).toBe('{"__proto__":{"polluted":true},"b":{"polluted":true}}')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})
