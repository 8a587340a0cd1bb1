// The names of the store's files. Whatever else is in the folder is left alone.

/** The state up to some commit, one record a line. */
export const snapshotName = 'snapshot.jsonl'

/** Which process uses the folder. */
export const lockName = 'lock.json'

const journalPattern = /^journal-(\d{12,15})\.jsonl$/
const temporaryPattern = /^(snapshot|journal-\d{12,15})\.jsonl\.tmp$/

/** The journal whose first commit has the number `first`. */
export function journalName(first: number): string {
  return `journal-${String(first).padStart(12, '0')}.jsonl`
}

/** The number in a journal's name; undefined for other files. */
export function firstCommitOf(name: string): number | undefined {
  const digits = journalPattern.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

/** Where a file is written before it gets its name. */
export function temporaryName(name: string): string {
  return `${name}.tmp`
}

/** True for what an interrupted start or compaction leaves behind. */
export function isTemporaryName(name: string): boolean {
  return temporaryPattern.test(name)
}
