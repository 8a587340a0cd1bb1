// Hooks of operations that the contract no longer has: where they are, what their operation is called now, and the edits that
// follow a renamed one.
import { jsonString, propertyName, stringLiteral } from '../render/encode.js'
import type { Change } from '../write/apply-changes.js'
import type { OperationUse } from './operation-uses.js'
import type { UserSource } from './user-sources.js'

/** A place in the user's code that names an operation which the contract does not have. */
export interface Orphan {
  /** The operation that it names. */
  readonly operation: string
  /** What the operation is called now; undefined when it was removed. */
  readonly renamedTo: string | undefined
  /** False when `--fix` leaves it: it was removed, or the table has a hook of the new name already. */
  readonly fixable: boolean
  /** From the project's folder, with slashes. */
  readonly path: string
  /** From 1. */
  readonly line: number
  readonly column: number
}

/** The orphans among the uses, in their order. */
export function findOrphans(
  uses: readonly OperationUse[],
  operations: ReadonlySet<string>,
  renamed: ReadonlyMap<string, string>,
): readonly Orphan[] {
  return uses.flatMap(({ operation, path, line, column, beside }) => {
    if (operations.has(operation)) return []
    const renamedTo = renamed.get(operation)
    const fixable = renamedTo !== undefined && !beside.has(renamedTo)
    return [{ operation, renamedTo, fixable, path, line, column }]
  })
}

/** The files in which renamed operations are named as they are now; nothing but these tokens changes. */
export function renameUses(
  sources: readonly UserSource[],
  uses: readonly OperationUse[],
  orphans: readonly Orphan[],
): readonly Change[] {
  const wanted = new Map(
    orphans.flatMap(({ path, line, column, renamedTo, fixable }) =>
      fixable && renamedTo !== undefined ? [[`${path}:${line}:${column}`, renamedTo] as const] : [],
    ),
  )
  return sources.flatMap(({ path, text, bytes }) => {
    const edited = uses
      .filter((use) => use.path === path)
      // From the end, so that the offsets of what is before stay.
      .toReversed()
      .reduce((before, use) => {
        const name = wanted.get(`${path}:${use.line}:${use.column}`)
        if (name === undefined) return before
        return before.slice(0, use.start) + replacement(use, name, before) + before.slice(use.end)
      }, text)
    return edited === text ? [] : [{ path, bytes: Buffer.from(edited), before: bytes }]
  })
}

function replacement({ token, operation, start }: OperationUse, name: string, text: string): string {
  switch (token) {
    case 'literal':
      return text.startsWith('"', start) ? jsonString(name) : stringLiteral(name)
    case 'name':
      return propertyName(name)
    case 'shorthand':
      return `${propertyName(name)}: ${operation}`
  }
}
