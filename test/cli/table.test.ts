// Tables: aligned and whole for programs, fitted to the width for people.
import { expect, test } from 'vitest'
import { renderTable } from '../../bin/table.js'

const rows = [
  ['ID', 'REQUEST', 'WHY'],
  ['listPets', 'GET /pets', 'collection of pets'],
  [
    'getTheOwnerOfOnePet',
    'GET /owners/{ownerId}/pets/{petId}/owner',
    'item of a collection, and a long story about it',
  ],
]

test('without a width every cell is whole and every row one line', () => {
  const lines = renderTable(rows).flat()
  expect(lines).toHaveLength(3)
  for (const [i, row] of rows.entries()) for (const cell of row) expect(lines[i]).toContain(cell)
  expect(new Set(lines.map((line, i) => line.indexOf(rows[i]?.[2] ?? '?'))).size).toBe(1)
})

test.each([40, 60, 80, 100, 120])(
  'at %i characters no line is longer and no word of the reason is lost',
  (width) => {
    const lines = renderTable(rows, width).flat()
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
    for (const word of 'item of a collection, and a long story about it'.split(' ')) {
      expect(lines.join('\n')).toContain(word)
    }
  },
)

test('a width too small for anything still ends', () => {
  expect(renderTable(rows, 10)).toHaveLength(3)
})
