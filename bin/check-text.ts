// What `mockgen check` tells a person: the files that are not as they should be, why, and the lines that differ.
import type { CheckReport, Difference, Drift } from '../generator/check/check.js'
import { manifestPath } from '../generator/write/manifest.js'
import { changeLines } from './changes-text.js'
import { count, printable, shellWord } from './printable.js'
import type { Colors, Output } from './terminal.js'

/** Most lines of a difference that are printed, of one file and of all. */
const shownLines = 60
const shownInAll = 400

export interface CheckTextOptions {
  readonly dir: string
  /** Prints every line. */
  readonly full: boolean
  /** Prints every change of the contract, and no lines that differ. */
  readonly changes: boolean
}

/** Most lines about what changed in the contract. */
const shownChanges = 200
const allChanges = '--changes prints all of them'

/** Prints the differences and a last word. */
export function printCheck(report: CheckReport, { dir, full, changes }: CheckTextOptions, out: Output): void {
  const { writtenBy, checkedBy, title, version } = report
  if (report.fresh) {
    out.write(
      `${out.colors.green('✓')} ${printable(dir)} is what ${printable(title)} ${printable(version)} generates\n`,
    )
    for (const line of changeLines(report, shownChanges, allChanges, out.colors)) out.write(`${line}\n`)
    return
  }
  const told = tellingDifferences(report)
  let left = full ? Number.POSITIVE_INFINITY : shownInAll
  for (const difference of changes ? [] : told) {
    const lines = difference.diff.split('\n').slice(0, -1)
    const shown = Math.min(left, full ? lines.length : shownLines)
    out.write(`${headline(difference, out.colors)}\n`)
    for (const line of lines.slice(0, shown)) out.write(`${paint(line, out.colors)}\n`)
    if (lines.length > shown)
      out.write(out.colors.dim(`… ${count(lines.length - shown, 'more line')}: --full prints them\n`))
    left -= shown
  }
  const limit = changes || full ? Number.POSITIVE_INFINITY : shownChanges
  for (const line of changeLines(report, limit, allChanges, out.colors)) out.write(`${line}\n`)
  if (writtenBy !== checkedBy)
    out.write(`\nmockgen ${printable(writtenBy)} wrote it, and this is mockgen ${checkedBy}.\n`)
  out.write(`\n${summary(told)}\n${remedy(told, dir)}\n`)
}

/** The differences without that of the manifest, which follows from the others, where there are others. */
export function tellingDifferences({ differences }: CheckReport): readonly Difference[] {
  const others = differences.filter(({ path }) => path !== manifestPath)
  return others.length > 0 ? others : differences
}

const reasons: Readonly<Record<Drift, string>> = {
  stale: 'is not what the contract says now',
  edited: 'was changed by hand',
  missing: 'is missing',
  leftover: 'is no longer generated',
  foreign: 'was not written by mockgen',
  obstacle: 'is no file that can be replaced',
}

/** Why a file is not as it should be, as a predicate: `was changed by hand`. */
export function reasonOf(drift: Drift): string {
  return reasons[drift]
}

function headline({ path, drift }: Difference, { bold, yellow }: Colors): string {
  return `\n${bold(printable(path))} ${yellow(reasons[drift])}`
}

function paint(line: string, colors: Colors): string {
  const text = printable(line.replaceAll('\t', '  '))
  if (line.startsWith('@@')) return colors.cyan(text)
  if (line.startsWith('+++') || line.startsWith('---')) return colors.dim(text)
  if (line.startsWith('+')) return colors.green(text)
  return line.startsWith('-') ? colors.red(text) : text
}

function summary(differences: readonly Difference[]): string {
  const kinds = (Object.keys(reasons) as Drift[]).flatMap((drift) => {
    const number = differences.filter((difference) => difference.drift === drift).length
    return number === 0 ? [] : [`${number} ${drift}`]
  })
  return `${count(differences.length, 'file')} not as generated: ${kinds.join(', ')}`
}

function remedy(differences: readonly Difference[], dir: string): string {
  const isEdited = differences.some(({ drift }) => drift === 'edited' || drift === 'foreign')
  const command = dir === '.' ? 'mockgen generate' : `(cd ${shellWord(dir)} && mockgen generate)`
  return isEdited
    ? `Move the changes to a file of yours, such as a hook; then run ${command}, with --force where they may be lost.`
    : `Run ${command} and commit what it writes.`
}
