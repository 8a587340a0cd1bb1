// Text tables: whole where a program or a file reads them, fitted to the width where a person does.
import { cut } from './printable.js'

/** No column is cut below this many characters; fifteen still tell most operation ids apart. */
const narrowest = 15
/** Below this many characters prose is better read on lines of its own. */
const narrowestProse = 30
const gap = '  '
/** Where prose on its own lines begins. */
const indent = 4

/**
 * The lines of each row, columns aligned; one line a row. With a `width` in characters the last column, which is prose, wraps beside the
 * others or, where they leave it no room, below them; only where the others alone are too wide are the widest cut.
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
  if (room >= Math.min(prose, narrowestProse)) return rows.map((row) => renderBeside(row, others, room))
  const shrunk = shrink(others, width - (others.length - 1) * gap.length)
  return rows.map((row) => renderBelow(row, shrunk, width))
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

function renderBelow(row: readonly string[], widths: readonly number[], width: number): readonly string[] {
  const prose = wrap(row.at(-1) ?? '', width - indent)
  return [renderCells(row, widths).trimEnd(), ...prose.map((line) => ' '.repeat(indent) + line)]
}

function renderCells(row: readonly string[], widths: readonly number[]): string {
  return widths.map((width, i) => pad(cut(row[i] ?? '', width), width)).join(gap)
}

/** Lines of at most `width` characters, broken at spaces; a longer word is cut. */
function wrap(text: string, width: number): readonly string[] {
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
