// What bundling finds and how much it has made: every problem once with its places, and an end to documents that grow without one.
import { join } from '../pointers.js'
import { error, type Finding, type LocatedFinding } from './findings.js'
import type { Source } from './source.js'

/** Where a value stands: in a file, and in the bundled document. */
export interface Position {
  readonly source: Source
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** The position of a value inside the one at `position`. */
export function below(position: Position, token: string): Position {
  const from = [...position.from, token]
  // In the entry file both are mostly the same list; sharing it saves a third of the time of a walk.
  return { source: position.source, from, to: position.from === position.to ? from : [...position.to, token] }
}

/** Most objects of a bundled document, copies included; GitHub's has 250,000. */
const maxObjects = 2_000_000
/** Most values that are put in place of references; path items that contain each other could stand for any number. */
const maxCopies = 20_000
/** Most levels of the bundled document, for the same reason. */
const maxLevels = 1_000

export interface BundleLog {
  /** Keeps a finding about the value at a position. */
  report(finding: Finding, position: Position): void
  /** Counts an object of the bundled document; false, and reported, when there may be no more. */
  countObject(position: Position): boolean
  /** Counts a value that is put in place of a reference; false, and reported, when there may be no more. */
  countCopy(position: Position): boolean
  /** In the order in which they were reported. */
  findings(): readonly LocatedFinding[]
}

export function createBundleLog(): BundleLog {
  const findings = new Map<string, LocatedFinding>()
  let objects = 0
  let copies = 0

  function report(finding: Finding, { source, from, to }: Position): void {
    // A value that is used in several places is checked in each, and is wrong once.
    const key = `${source.path}#${join('', ...from)} ${finding.code} ${finding.message}`
    if (findings.has(key)) return
    findings.set(key, { ...finding, location: { source, tokens: from }, pointer: join('', ...to) })
  }

  function requireBearable(isBearable: boolean, { source }: Position): boolean {
    if (isBearable) return true
    const message = `bundled, the document has more than ${maxObjects} objects, ${maxCopies} copies or ${maxLevels} levels`
    const remedy = 'Refer to components; path items and operations are copied for each reference to them.'
    report(error('MOCKGEN_LIMIT', message, remedy), { source, from: [], to: [] })
    return false
  }

  return {
    report,
    countObject: (position) =>
      requireBearable(++objects <= maxObjects && position.to.length <= maxLevels, position),
    countCopy: (position) => requireBearable(++copies <= maxCopies, position),
    findings: () => [...findings.values()],
  }
}
