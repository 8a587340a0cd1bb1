// What a measurement found, beside what is wanted.
import { median, printTable } from '../lib/report.js'

/** A row of a measurement's table. */
export interface Finding {
  readonly what: string
  /** Absent: nothing is promised, the row explains the others. */
  readonly wanted?: string
  readonly measured: string
  readonly holds?: boolean
  /** Absolute figures, for the eye only: they mean this machine at this moment. */
  readonly figures: string
}

/** Prints the findings as a table. */
export function printFindings(title: string, findings: readonly Finding[]): void {
  const rows = findings.map(({ what, wanted = '', measured, holds, figures }) => {
    const verdict = holds === undefined ? '' : holds ? 'yes' : 'MISSED'
    return [what, wanted, measured, verdict, figures]
  })
  printTable(title, ['what', 'wanted', 'measured', 'holds', 'figures'], rows)
}

/** One speed against another, each taken in the same rounds; decided by the median. */
export function ratioFinding(
  what: string,
  ours: readonly number[],
  theirs: readonly number[],
  bounds: { readonly atLeast?: number; readonly atMost?: number; readonly figures: string },
): Finding {
  const ratios = ours.map((value, round) => value / (theirs[round] ?? Number.NaN))
  const middle = median(ratios)
  const measured = `${middle.toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`
  const { atLeast, atMost, figures } = bounds
  if (atLeast !== undefined)
    return { what, wanted: `≥ ${atLeast}`, measured, holds: middle >= atLeast, figures }
  if (atMost !== undefined) return { what, wanted: `≤ ${atMost}`, measured, holds: middle <= atMost, figures }
  return { what, measured, figures }
}

/** The median of some rates, as people read it: `41,300/s`. */
export function perSecond(rates: readonly number[]): string {
  return `${Number(median(rates).toPrecision(3)).toLocaleString('en')}/s`
}
