// Compares a project folder with what is planned for it: the common part of writing a project and of checking one.
import { DiagnosticError } from '../diagnostics.js'
import { contractPath, type FilePlan } from '../plan/file-plan.js'
import { checkPaths } from './check-paths.js'
import { decide, type FileDecision, nothingRemembered, type WantedFile } from './decide.js'
import { hashOf, type Manifest, manifestPath, printManifest, readManifest } from './manifest.js'
import { type Entry, openFolder, type ProjectFolder } from './project-folder.js'
import { isInterrupted } from './staging.js'

/** What is noted of a run in the manifest. */
export interface RunNote {
  /** Version of the generator. */
  readonly generator: string
  /** SHA-256 of the contract, hex. */
  readonly contractHash: string
  /**
   * Ids of renamed operations that are to be remembered, from a former one to the one of now; asked for when all is decided but the
   * manifest. Default: those that were.
   */
  readonly renamed?: (survey: Survey) => Promise<ReadonlyMap<string, string>>
}

/** A project folder beside its plans. */
export interface Survey {
  readonly folder: ProjectFolder
  /** The manifest that stands there; undefined when there is none. */
  readonly manifest: Manifest | undefined
  /** What is to happen to each file; the manifest comes last, because it must not list what is not there. */
  readonly decisions: readonly FileDecision[]
}

/**
 * Looks at all files and changes nothing. `force` takes a folder that is not ours and decides to overwrite what was changed by
 * hand. Throws DiagnosticError MOCKGEN_OUTPUT_INTERRUPTED where a run was killed while it moved files into place, and
 * MOCKGEN_OUTPUT_NOT_OURS.
 */
export async function surveyProject(
  dir: string,
  plans: readonly FilePlan[],
  note: RunNote,
  force = false,
): Promise<Survey> {
  checkPaths(plans.map(({ path }) => path))
  const folder = await openFolder(dir)
  if (await isInterrupted(folder)) throw new DiagnosticError([interrupted(folder)])
  const manifest = await readManifest(folder, force)
  await folder.requireOurs(manifest !== undefined || force)
  const wanted = await makeContents(plans)
  const decisions = await decide(folder, wanted, manifest ?? nothingRemembered, force)
  const renamed = await note.renamed?.({ folder, manifest, decisions })
  const last = await decideManifest(folder, wanted, note, renamed ?? manifest?.renamed ?? new Map())
  return { folder, manifest, decisions: [...decisions, last] }
}

/** The contract that an earlier run wrote, where another one is to be written now; undefined when somebody edited it. */
export function formerContract({ manifest, decisions }: Survey): Uint8Array | undefined {
  const decision = decisions.find(({ path }) => path === contractPath)
  if (decision?.fate !== 'updated' || decision.before === undefined) return undefined
  return manifest?.files.get(contractPath) === hashOf(decision.before) ? decision.before : undefined
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

async function decideManifest(
  folder: ProjectFolder,
  wanted: readonly WantedFile[],
  { generator, contractHash }: RunNote,
  renamed: ReadonlyMap<string, string>,
): Promise<FileDecision> {
  const pathsOf = (whose: WantedFile['owner']) => wanted.filter(({ owner }) => owner === whose)
  const manifest: Manifest = {
    generator,
    contractHash,
    files: new Map(pathsOf('generator').map(({ path, hash }) => [path, hash])),
    created: new Set(pathsOf('user').map(({ path }) => path)),
    renamed,
  }
  const after = Buffer.from(printManifest(manifest))
  const there = await folder.read(manifestPath)
  const before = bytesOf(there)
  if (before !== undefined && after.equals(before)) return { path: manifestPath, fate: 'unchanged' }
  return { path: manifestPath, fate: there.kind === 'absent' ? 'created' : 'updated', before, after }
}

function bytesOf(entry: Entry): Uint8Array | undefined {
  return entry.kind === 'file' ? entry.bytes : undefined
}

function interrupted(folder: ProjectFolder) {
  return {
    severity: 'error',
    code: 'MOCKGEN_OUTPUT_INTERRUPTED',
    message: `a run of mockgen was interrupted while it wrote to ${folder.name('')}`,
    remedy: 'Run mockgen generate: it completes that first.',
  } as const
}
