// The last stage: brings a folder to what the plans say, or changes nothing. Who owns a file decides what may happen to it.
import { DiagnosticError } from '../diagnostics.js'
import type { FilePlan } from '../plan/file-plan.js'
import { applyChanges, type Change, recoverChanges } from './apply-changes.js'
import { checkPaths } from './check-paths.js'
import { decide, type WantedFile } from './decide.js'
import { hashOf, type Manifest, manifestPath, printManifest, readManifest } from './manifest.js'
import { openFolder, type ProjectFolder } from './project-folder.js'
import { isInterrupted } from './staging.js'

export interface WriteOptions {
  /** Overwrites generated files that were changed by hand, and takes a folder that is not ours. A user's file stays even so. */
  readonly force: boolean
  /** Decides everything and writes nothing. */
  readonly dryRun: boolean
  /** Version of the generator, for the manifest. */
  readonly generator: string
  /** SHA-256 of the contract in hex, for the manifest. */
  readonly contractHash: string
}

/** What happened to each file, or would happen in a dry run; paths as planned, sorted. */
export interface WriteReport {
  readonly created: readonly string[]
  readonly updated: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
  /** The user's files that exist already, and generated ones that are no longer produced but were changed by hand. */
  readonly kept: readonly string[]
}

/**
 * Writes the planned files below `dir`, which is made when it does not exist. All contents are made before the first byte is
 * written; when writing fails midway, what was written is taken back. Throws DiagnosticError MOCKGEN_OUTPUT_NOT_OURS,
 * MOCKGEN_OUTPUT_UNWRITABLE or MOCKGEN_CONFLICT, with every file concerned; then nothing has changed. Files that would not
 * change are not touched.
 */
export async function writeProject(
  dir: string,
  plans: readonly FilePlan[],
  options: WriteOptions,
): Promise<WriteReport> {
  checkPaths(plans.map(({ path }) => path))
  const folder = await openFolder(dir)
  if (options.dryRun) await requireComplete(folder)
  else await recoverChanges(folder)
  const before = await readManifest(folder, options.force)
  await folder.requireOurs(before !== undefined || options.force)
  const wanted = await makeContents(plans)
  const decision = await decide(folder, wanted, before?.files ?? new Map(), options.force)
  if (decision.problems.length > 0) throw new DiagnosticError(decision.problems)
  if (await isNew(folder)) requireRunnable(dir, decision.report.kept)
  await folder.requireWritable(decision.changes.map(({ path }) => path))
  if (!options.dryRun) {
    await applyChanges(folder, [...decision.changes, ...(await changeManifest(folder, wanted, options))])
  }
  return decision.report
}

/** Throws MOCKGEN_OUTPUT_INTERRUPTED where a run was killed while it moved files into place: then nothing can be compared. */
async function requireComplete(folder: ProjectFolder): Promise<void> {
  if (!(await isInterrupted(folder))) return
  const message = `a run of mockgen was interrupted while it wrote to ${folder.name('')}`
  const remedy = 'Run mockgen generate: it completes that first.'
  throw new DiagnosticError([{ severity: 'error', code: 'MOCKGEN_OUTPUT_INTERRUPTED', message, remedy }])
}

/** True when no manifest stands there, not even one that cannot be understood: then the user's files are not of this project. */
async function isNew(folder: ProjectFolder): Promise<boolean> {
  return (await folder.read(manifestPath)).kind === 'absent'
}

/** The user's files without which, as mockgen writes them, a project cannot run. */
const vital: ReadonlySet<string> = new Set(['package.json', 'src/app.ts', 'src/server.ts'])

/** Files that stay are the user's, also by force; where they are of something else, the mock could not run beside them. */
function requireRunnable(dir: string, foreign: readonly string[]): void {
  if (!foreign.some((path) => vital.has(path))) return
  const message = `${dir} holds ${foreign.join(', ')}, which mockgen did not write and does not overwrite; the mock could not run with them`
  const remedy = 'Name another folder, or move these files away.'
  throw new DiagnosticError([{ severity: 'error', code: 'MOCKGEN_OUTPUT_NOT_OURS', message, remedy }])
}

/** Contents are asked for together, so that one may be made in a thread while others are made here. */
async function makeContents(plans: readonly FilePlan[]): Promise<readonly WantedFile[]> {
  return Promise.all(
    plans.map(async ({ path, owner, content }) => {
      const made = await content()
      const bytes = typeof made === 'string' ? Buffer.from(made) : made
      return { path, owner, bytes, hash: hashOf(bytes) }
    }),
  )
}

/** The manifest comes last: it must not list what is not there. Nothing is to do when it says the same already. */
async function changeManifest(
  folder: ProjectFolder,
  wanted: readonly WantedFile[],
  { generator, contractHash }: WriteOptions,
): Promise<readonly Change[]> {
  const generated = wanted.filter(({ owner }) => owner === 'generator')
  const files = new Map(generated.map(({ path, hash }) => [path, hash]))
  const manifest: Manifest = { generator, contractHash, files }
  const bytes = Buffer.from(printManifest(manifest))
  const there = await folder.read(manifestPath)
  return there.kind === 'file' && bytes.equals(there.bytes) ? [] : [{ path: manifestPath, bytes }]
}
