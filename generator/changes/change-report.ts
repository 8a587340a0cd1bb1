// What a regeneration means to the people of a project: what changed in the contract, and which of their hooks are concerned.
import type { OperationUse } from '../hooks/operation-uses.js'
import { findOrphans, type Orphan, renameUses } from '../hooks/orphans.js'
import { readUserSources, type UserSource } from '../hooks/user-sources.js'
import type { Change as FileChange } from '../write/apply-changes.js'
import { formerContract, type Survey } from '../write/survey.js'
import { type Change, isBreaking } from './change.js'
import type { ContractHistory } from './contract-history.js'
import { describeChange } from './describe-change.js'
import { type Impact, impactsOf } from './impacts.js'

/** A change of the contract, and what it means. */
export type ToldChange = Change & {
  /** True when a client, a hook or a stored record that was right may no longer be. */
  readonly breaking: boolean
  /** The change in words, in one line. */
  readonly text: string
  readonly means: readonly Impact[]
}

export interface ChangeReport {
  /** Since the project was generated last, breaking ones first; none on the first run. */
  readonly changes: readonly ToldChange[]
  /** Why entities were not compared; absent when they were. */
  readonly changesSkipped?: string
  /** Places in the user's code that name an operation which is not there. */
  readonly orphans: readonly Orphan[]
}

/** A report, and what follows from it for the run. */
export interface ChangeFindings extends ChangeReport {
  /** The user's files as they name renamed operations now. */
  readonly edits: readonly FileChange[]
  /**
   * The renamed operations to remember. Where nobody's hook is concerned there are none, so that a project is the same whichever
   * contracts it went through; and while the contract stays they stay, so that editing a hook makes no project stale.
   */
  readonly renamed: ReadonlyMap<string, string>
}

/** Looks at the contract and at the user's files of a project; changes nothing. With `fix` the edits count as made. */
export async function findChanges(
  survey: Survey,
  history: ContractHistory,
  fix = false,
): Promise<ChangeFindings> {
  const { folder, manifest } = survey
  if (manifest === undefined) return { changes: [], orphans: [], edits: [], renamed: new Map() }
  const former = formerContract(survey)
  const compared = former && history.since(former)
  const sources = await readUserSources(folder)
  const uses = await usesIn(sources)
  const operations = new Set(history.model.operations.map(({ id }) => id))
  const renamed = history.renamedSince(manifest.renamed, former)
  const orphans = findOrphans(uses, operations, renamed)
  const left = new Set(orphans.filter(({ fixable }) => !(fix && fixable)).map(({ operation }) => operation))
  const changes = (compared?.changes ?? []).map((change): ToldChange => {
    const means = impactsOf(change, uses, history.model)
    return { ...change, breaking: isBreaking(change), text: describeChange(change), means }
  })
  return {
    changes,
    ...(compared?.skipped !== undefined && { changesSkipped: compared.skipped }),
    orphans,
    edits: fix ? renameUses(sources, uses, orphans) : [],
    renamed:
      former === undefined && !fix
        ? manifest.renamed
        : new Map([...renamed].filter(([operation]) => left.has(operation))),
  }
}

/** What a file has that names an operation; the one that mockgen creates, with no hook in it, does not. */
const mayName = /\bHandlers?\s*[<[]|\bHandlers\b(?!\s*(?:[},]|=\s*\{\s*\}))|\boperations\s*\[|\bas\s/

async function usesIn(sources: readonly UserSource[]): Promise<readonly OperationUse[]> {
  const worth = sources.filter(({ text }) => text.includes('.gen') && mayName.test(text))
  if (worth.length === 0) return []
  // The parser takes as long to load as a small contract to be read.
  const { findOperationUses } = await import('../hooks/operation-uses.js')
  return worth.flatMap(findOperationUses)
}
