// What `generate` and `check` tell a person about a changed contract: each change, what it means, and hooks that have lost their
// operation.
import type { ChangeReport, ToldChange } from '../generator/changes/change-report.js'
import type { Impact, RecordsOutcome } from '../generator/changes/impacts.js'
import type { Orphan } from '../generator/hooks/orphans.js'
import { count, cut, printable } from './printable.js'
import type { Colors } from './terminal.js'

/** Longest line of a change; documents have names of any length. */
const maxWidth = 300
/** Most places in hooks, and most entities, that are named for one change. */
const shownPlaces = 5
/** Most orphans that are told one by one. */
const shownOrphans = 50

/** The lines, none when nothing is to be told. At most `limit` lines are about changes; `more` says where the others are. */
export function changeLines(
  { changes, changesSkipped, orphans }: ChangeReport,
  limit: number,
  more: string,
  { bold, red, yellow, dim }: Colors,
): readonly string[] {
  const breaking = changes.filter((change) => change.breaking).length
  const shown: string[] = []
  let hidden = changes.length
  for (const change of changes) {
    const lines = [
      `  ${change.breaking ? red('!') : ' '} ${line(change.text)}`,
      ...meaningsOf(change).map((meaning) => dim(`      ${line(meaning)}`)),
    ]
    if (shown.length + lines.length > limit) break
    shown.push(...lines)
    hidden--
  }
  return [
    ...(changes.length === 0
      ? []
      : ['', bold(`${count(changes.length, 'change')} of the contract, ${breaking} breaking:`)]),
    ...shown,
    ...(hidden > 0 ? [dim(`  … and ${hidden} more: ${more}`)] : []),
    ...(changesSkipped === undefined
      ? []
      : ['', yellow(`Entities were not compared with the former contract: ${line(changesSkipped)}`)]),
    ...(orphans.length === 0 ? [] : ['', ...orphanLines(orphans, yellow)]),
  ]
}

function orphanLines(orphans: readonly Orphan[], paint: (text: string) => string): readonly string[] {
  const shown = orphans.slice(0, shownOrphans).map((orphan) => paint(line(orphanText(orphan))))
  const hidden = orphans.length - shown.length
  return hidden > 0 ? [...shown, `… and ${hidden} more hooks without an operation`] : shown
}

/** `src/handlers/index.ts:4:3 names createPet, which is addPet now; mockgen generate --fix writes that`. */
export function orphanText({ path, line: at, column, operation, renamedTo, fixable }: Orphan): string {
  const place = `${path}:${at}:${column} names ${operation}`
  if (renamedTo === undefined)
    return `${place}, which the contract does not have: remove the hook, or name the operation that it is for`
  if (!fixable) return `${place}, which is ${renamedTo} now and has a hook there already: keep one of them`
  return `${place}, which is ${renamedTo} now: mockgen generate --fix writes that`
}

/** What was edited, or would be in a dry run. */
export function fixLines(fixed: readonly Orphan[], dryRun: boolean): readonly string[] {
  const verb = dryRun ? 'would edit' : 'edited'
  return fixed.map(({ path, line: at, column, operation, renamedTo = '' }) =>
    line(`${verb} ${path}:${at}:${column}: ${operation} → ${renamedTo}`),
  )
}

const outcomes: Readonly<Record<RecordsOutcome, string>> = {
  completed: 'get what is missing at the next start',
  kept: 'keep what they have',
  checked: 'are checked at the next start; what does not fit is reported and left as it is',
  indexed: 'are indexed anew at the next start',
  apart: 'stay in their store, where the mock no longer looks for them',
}

/** What a change means, a line each. */
export function meaningsOf({ means }: ToldChange): readonly string[] {
  const hooks = means.flatMap((impact) => (impact.on === 'hook' ? [impact] : []))
  const seeds = means.flatMap((impact) => (impact.on === 'seeds' ? [impact] : []))
  const records = means.flatMap((impact) => (impact.on === 'records' ? [impact] : []))
  const first = records[0]
  return [
    ...(hooks.length === 0 ? [] : [`hooks: ${some(hooks.map(hookText))}`]),
    ...(seeds.length === 0
      ? []
      : [`seeds: ${some(seeds.map(({ entity, records: number }) => `${number} of ${entity}`))}`]),
    ...(first === undefined
      ? []
      : [
          `stored records and snapshots of ${some(records.map(({ entity }) => entity))} ${outcomes[first.outcome]}`,
        ]),
  ]
}

function hookText({ path, line: at, operation, outcome }: Extract<Impact, { readonly on: 'hook' }>): string {
  return outcome === 'orphaned' ? `${path}:${at} names ${operation}` : `${path}:${at} is typed by it`
}

function some(texts: readonly string[]): string {
  const shown = texts.slice(0, shownPlaces).join(', ')
  return texts.length > shownPlaces ? `${shown} and ${texts.length - shownPlaces} more` : shown
}

function line(text: string): string {
  return cut(printable(text), maxWidth)
}
