// What is to happen to each file: compares what is wanted with what stands on disk and what we wrote last time.
import type { Diagnostic } from '../diagnostics.js'
import type { FilePlan } from '../plan/file-plan.js'
import type { Change } from './apply-changes.js'
import { hashOf } from './manifest.js'
import { type ProjectFolder, unwritable } from './project-folder.js'

/** A planned file with its content. */
export interface WantedFile {
  readonly path: string
  readonly owner: FilePlan['owner']
  readonly bytes: Uint8Array
  /** SHA-256 of `bytes`, hex. */
  readonly hash: string
}

/** What is to happen to one file. */
export type FileDecision =
  | { readonly path: string; readonly fate: 'unchanged' | 'kept' | 'omitted' }
  | {
      readonly path: string
      readonly fate: 'created' | 'updated' | 'removed'
      /** What stands there now; undefined for nothing. */
      readonly before: Uint8Array | undefined
      /** What is to stand there; undefined for nothing. */
      readonly after: Uint8Array | undefined
    }
  | {
      readonly path: string
      /** `edited`: generated, and changed by hand since. `foreign`: somebody else's file. `obstacle`: no file that could be replaced. */
      readonly fate: 'edited' | 'foreign' | 'obstacle'
      readonly before: Uint8Array | undefined
      readonly after: Uint8Array
      /** Why nothing may be written. */
      readonly problem: Diagnostic
    }

/** What mockgen remembers of its last run. */
export interface Remembered {
  /** SHA-256 of the generator's files as it left them, hex, by path. */
  readonly files: ReadonlyMap<string, string>
  /** Paths of the user's files that were created once. */
  readonly created: ReadonlySet<string>
}

/** Nothing: there was no run. */
export const nothingRemembered: Remembered = { files: new Map(), created: new Set() }

/**
 * Decides for all files, the wanted ones first. `force` lets generated files that were changed by hand be overwritten, and what
 * the user removed be created again.
 */
export async function decide(
  folder: ProjectFolder,
  wanted: readonly WantedFile[],
  remembered: Remembered,
  force: boolean,
): Promise<readonly FileDecision[]> {
  const decisions: FileDecision[] = []
  for (const file of wanted) decisions.push(await decideWanted(folder, file, remembered, force))
  const planned = new Set(wanted.map(({ path }) => path))
  for (const [path, hash] of remembered.files) {
    const decision = planned.has(path) ? undefined : await decideFormer(folder, path, hash)
    if (decision !== undefined) decisions.push(decision)
  }
  return decisions
}

/** What is to be written and removed. */
export function changesOf(decisions: readonly FileDecision[]): readonly Change[] {
  return decisions.flatMap((decision) =>
    'after' in decision && !('problem' in decision)
      ? [{ path: decision.path, bytes: decision.after, before: decision.before }]
      : [],
  )
}

/** Why nothing may be written; what stands in the way of a folder stands in the way of every file in it, and is told once. */
export function problemsOf(decisions: readonly FileDecision[]): readonly Diagnostic[] {
  const problems = decisions.flatMap((decision) => ('problem' in decision ? [decision.problem] : []))
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()]
}

async function decideWanted(
  folder: ProjectFolder,
  { path, owner, bytes, hash }: WantedFile,
  { files, created }: Remembered,
  force: boolean,
): Promise<FileDecision> {
  const there = await folder.read(path)
  if (there.kind === 'absent') {
    const isOmitted = owner === 'user' && created.has(path) && !force
    return isOmitted ? { path, fate: 'omitted' } : { path, fate: 'created', before: undefined, after: bytes }
  }
  if (there.kind === 'other') {
    const problem = unwritable(there.reason, there.remedy)
    return { path, fate: 'obstacle', before: undefined, after: bytes, problem }
  }
  if (owner === 'user') return { path, fate: 'kept' }
  const found = hashOf(there.bytes)
  if (found === hash) return { path, fate: 'unchanged' }
  const last = files.get(path)
  if (found === last || force) return { path, fate: 'updated', before: there.bytes, after: bytes }
  const isOurs = last !== undefined
  const problem = conflict(folder.name(path), isOurs)
  return { path, fate: isOurs ? 'edited' : 'foreign', before: there.bytes, after: bytes, problem }
}

/** A generated file that is no longer produced goes, unless somebody worked on it. */
async function decideFormer(
  folder: ProjectFolder,
  path: string,
  hash: string,
): Promise<FileDecision | undefined> {
  const there = await folder.read(path)
  if (there.kind === 'absent') return undefined
  const isOurs = there.kind === 'file' && hashOf(there.bytes) === hash
  return isOurs ? { path, fate: 'removed', before: there.bytes, after: undefined } : { path, fate: 'kept' }
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
