// What is to happen to each file: compares what is wanted with what stands on disk and what we wrote last time.
import type { Diagnostic } from '../diagnostics.js'
import type { FilePlan } from '../plan/file-plan.js'
import type { Change } from './apply-changes.js'
import { compare, hashOf } from './manifest.js'
import { type ProjectFolder, unwritable } from './project-folder.js'
import type { WriteReport } from './write-project.js'

/** A planned file with its content. */
export interface WantedFile {
  readonly path: string
  readonly owner: FilePlan['owner']
  readonly bytes: Uint8Array
  /** SHA-256 of `bytes`, hex. */
  readonly hash: string
}

export interface Decision {
  readonly changes: readonly Change[]
  readonly report: WriteReport
  /** Why nothing may be written; empty when all is well. */
  readonly problems: readonly Diagnostic[]
}

type Fate = keyof WriteReport

/**
 * Decides for all files. `written` are the hashes of the generator's files as it left them. `force` lets generated files
 * that were changed by hand be overwritten.
 */
export async function decide(
  folder: ProjectFolder,
  wanted: readonly WantedFile[],
  written: ReadonlyMap<string, string>,
  force: boolean,
): Promise<Decision> {
  const changes: Change[] = []
  const problems: Diagnostic[] = []
  const fates: [Fate, string][] = []
  for (const file of wanted) {
    const fate = await fateOf(folder, file, written.get(file.path), force)
    if (typeof fate === 'object') problems.push(fate)
    else fates.push([fate, file.path])
    if (fate === 'created' || fate === 'updated') changes.push({ path: file.path, bytes: file.bytes })
  }
  const planned = new Set(wanted.map(({ path }) => path))
  for (const [path, hash] of written) {
    const fate = planned.has(path) ? undefined : await fateOfFormer(folder, path, hash)
    if (fate !== undefined) fates.push([fate, path])
    if (fate === 'removed') changes.push({ path, bytes: undefined })
  }
  return { changes, problems: distinct(problems), report: toReport(fates) }
}

/** What stands in the way of a folder stands in the way of every file in it, and is told once. */
function distinct(problems: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()]
}

async function fateOf(
  folder: ProjectFolder,
  file: WantedFile,
  lastHash: string | undefined,
  force: boolean,
): Promise<Fate | Diagnostic> {
  const there = await folder.read(file.path)
  if (there.kind === 'absent') return 'created'
  if (there.kind === 'other') return unwritable(there.reason, there.remedy)
  if (file.owner === 'user') return 'kept'
  const hash = hashOf(there.bytes)
  if (hash === file.hash) return 'unchanged'
  return hash === lastHash || force ? 'updated' : conflict(folder.name(file.path), lastHash !== undefined)
}

/** A generated file that is no longer produced goes, unless somebody worked on it. */
async function fateOfFormer(folder: ProjectFolder, path: string, hash: string): Promise<Fate | undefined> {
  const there = await folder.read(path)
  if (there.kind === 'absent') return undefined
  return there.kind === 'file' && hashOf(there.bytes) === hash ? 'removed' : 'kept'
}

function conflict(name: string, isOurs: boolean): Diagnostic {
  return {
    severity: 'error',
    code: 'MOCKGEN_CONFLICT',
    message: isOurs
      ? `${name} is generated, and was changed by hand since`
      : `${name} is to be generated, but a file that mockgen did not write stands there`,
    remedy: 'Move your changes to a file of yours, such as a hook; or use --force to overwrite it.',
  }
}

function toReport(fates: readonly (readonly [Fate, string])[]): WriteReport {
  const those = (wanted: Fate) =>
    fates
      .filter(([fate]) => fate === wanted)
      .map(([, path]) => path)
      .sort(compare)
  return {
    created: those('created'),
    updated: those('updated'),
    unchanged: those('unchanged'),
    removed: those('removed'),
    kept: those('kept'),
  }
}
