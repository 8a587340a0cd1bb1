// Literals of the generated tables: as a person would write them.
import { describe, expect, test } from 'vitest'
import { Encoded } from '../../generator/render/encode.js'
import { type Printable, printLiteral } from '../../generator/render/print-literal.js'

const long = 'x'.repeat(60)

describe('printLiteral', () => {
  const table: readonly (readonly [string, { given: Printable; want: string }])[] = [
    ['scalars', { given: [null, true, 1.5, "it's"], want: '[null, true, 1.5, "it\'s"]' }],
    ['empty objects and lists', { given: { a: {}, b: [] }, want: '{ a: {}, b: [] }' }],
    ['undefined properties are left out', { given: { a: undefined, b: 1 }, want: '{ b: 1 }' }],
    ['names are quoted when they must be', { given: { 'a-b': 1, c: 2 }, want: "{ 'a-b': 1, c: 2 }" }],
    ['code stands as it is', { given: { a: new Encoded('b.c') }, want: '{ a: b.c }' }],
    ['a variable of the same name is shorthand', { given: { id: new Encoded('id') }, want: '{ id }' }],
    [
      'what is too long for a line has a line for each property',
      { given: { a: long, b: [long, 1] }, want: `{\n  a: '${long}',\n  b: ['${long}', 1],\n}` },
    ],
    [
      'and so on inside',
      {
        given: { list: [long, long], id: new Encoded('id') },
        want: `{\n  list: [\n    '${long}',\n    '${long}',\n  ],\n  id,\n}`,
      },
    ],
  ]

  test.each(table)('%s', (_title, { given, want }) => {
    expect(printLiteral(given)).toBe(want)
  })

  test('what stands beside the literal counts for the width of the line', () => {
    const value = { a: 'x'.repeat(80) }
    expect(printLiteral(value, { before: 10 })).not.toContain('\n')
    expect(printLiteral(value, { before: 30 })).toContain('\n')
    expect(printLiteral(value, { before: 10, after: 20 })).toContain('\n')
  })

  test('a property named __proto__ is a property', () => {
    const given: Printable = JSON.parse('{ "__proto__": { "polluted": true } }')
    expect(printLiteral(given)).toBe("{ ['__proto__']: { polluted: true } }")
  })
})
