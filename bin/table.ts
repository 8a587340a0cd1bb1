// Text tables: whole where a program or a file reads them, fitted to the width where a person does.
import { cut } from './printable.js'

/** No column is cut below this many characters; fifteen still tell most operation ids apart. */
const narrowest = 15
/** Below this many characters prose is better read on lines of its own. */
const narrowestProse = 30
/** Beside the other columns prose has room for this part of its longest text, so that it takes two lines at most. */
const leastRoom = 0.6
const gap = '  '
/** Where rows begin whose prose stands above them. */
const indent = 2

/**
 * The lines of each row, columns aligned; one line a row. With a `width` in characters the last column, which is prose, wraps beside the
 * others or, where they leave it no room, above them, once for rows that share it; only where the others alone are too wide are
 * the widest cut.
 */
export function renderTable(
  rows: readonly (readonly string[])[],
  width?: number,
): readonly (readonly string[])[] {
  const natural = columnWidths(rows)
  const prose = natural.at(-1) ?? 0
  const others = natural.slice(0, -1)
  if (width === undefined) return rows.map((row) => renderBeside(row, others, prose))
  const room = width - sum(others) - others.length * gap.length
  if (room >= Math.min(prose, Math.max(narrowestProse, prose * leastRoom)))
    return rows.map((row) => renderBeside(row, others, room))
  const shrunk = shrink(others, width - indent - (others.length - 1) * gap.length)
  return rows.map((row, index) => {
    const told = row.at(-1) ?? ''
    const above = told === rows[index - 1]?.at(-1) ? [] : wrap(told, width)
    return [...above, `${' '.repeat(indent)}${renderCells(row, shrunk).trimEnd()}`]
  })
}

function columnWidths(rows: readonly (readonly string[])[]): readonly number[] {
  const widths: number[] = []
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, lengthOf(cell))
  }
  return widths
}

/** Takes from the widest column until the sum is reached or every column is at its narrowest. */
function shrink(widths: readonly number[], target: number): readonly number[] {
  const shrunk = [...widths]
  while (sum(shrunk) > target) {
    const widest = Math.max(...shrunk)
    if (widest <= narrowest) break
    shrunk[shrunk.indexOf(widest)] = widest - 1
  }
  return shrunk
}

function renderBeside(row: readonly string[], widths: readonly number[], room: number): readonly string[] {
  const cells = renderCells(row, widths)
  const [first = '', ...rest] = wrap(row.at(-1) ?? '', room)
  return [`${cells}${gap}${first}`.trimEnd(), ...rest.map((line) => ' '.repeat(lengthOf(cells + gap)) + line)]
}

function renderCells(row: readonly string[], widths: readonly number[]): string {
  return widths.map((width, i) => pad(cut(row[i] ?? '', width), width)).join(gap)
}

/** Lines of at most `width` characters, broken at spaces; a longer word is cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line === '' || lengthOf(longer) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line].map((full) => cut(full, width))
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - lengthOf(text)))
}

/** Characters, not UTF-16 units. */
function lengthOf(text: string): number {
  return [...text].length
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
