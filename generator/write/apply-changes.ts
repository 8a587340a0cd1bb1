// Changes files all together: each is prepared in `.mockgen/staged`, then all are moved into place. A fault takes everything
// back, and what the death of the process leaves is completed or dropped by `recoverChanges`, as a whole.
import { chmod, constants, copyFile, link, mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Diagnostic, DiagnosticError } from '../diagnostics.js'
import { hashOf } from './manifest.js'
import { codeOf, type ProjectFolder, unwritable } from './project-folder.js'
import { claimStaging, completeStaged, leaveStaging, type Staged, stagedPath, toStaged } from './staging.js'

/** A file to write, or to remove when it has no bytes. */
export interface Change {
  readonly path: string
  readonly bytes: Uint8Array | undefined
  /** What stood there when the change was decided; undefined for nothing. */
  readonly before: Uint8Array | undefined
}

/** Takes back one step. */
type Undo = () => Promise<unknown>

/**
 * Applies the changes in order. Throws MOCKGEN_OUTPUT_UNWRITABLE when one fails, and MOCKGEN_OUTPUT_BUSY when another process
 * writes or has written since they were decided; after all were taken back.
 */
export async function applyChanges(folder: ProjectFolder, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  const undo: Undo[] = []
  let current = stagedPath('')
  try {
    await makeFolder(dirname(folder.resolve(stagedPath(''))), undo)
    await claimStaging(folder)
    undo.push(() => leaveStaging(folder))
    const staged: Staged[] = []
    for (const [index, change] of changes.entries()) {
      current = change.path
      staged.push(await stage(folder, change, index))
    }
    await completeStaged(folder, staged)
    for (const [index, change] of staged.entries()) {
      current = change.path
      await bringIn(folder, change, index, undo)
    }
  } catch (cause) {
    const failed = await takeBack(undo)
    if (cause instanceof DiagnosticError) throw cause
    const outcome = failed.length === 0 ? 'nothing was changed' : `some changes stay: ${failed.join(', ')}`
    const message = `${folder.name(current)} cannot be written (${codeOf(cause)}); ${outcome}`
    throw new DiagnosticError([unwritable(message)])
  }
  await leaveStaging(folder)
  for (const { path, bytes } of changes) if (bytes === undefined) await removeEmptyParents(folder, path)
}

/** What a run that was killed left behind, before its commit or after it; nothing when there was none. */
export async function recoverChanges(folder: ProjectFolder): Promise<void> {
  const staged = await toStaged(folder)
  if (staged === undefined) return
  const undo: Undo[] = []
  let current = stagedPath('')
  try {
    for (const [index, change] of staged.entries()) {
      current = change.path
      if (await isWaiting(folder, change)) await bringIn(folder, change, index, undo)
    }
    await leaveStaging(folder)
  } catch (cause) {
    if (cause instanceof DiagnosticError) throw cause
    const message = `${folder.name(current)} cannot be written (${codeOf(cause)}), so the run that was interrupted cannot be completed`
    throw new DiagnosticError([unwritable(message)])
  }
  for (const { path, file } of staged) if (file === undefined) await removeEmptyParents(folder, path)
}

/** Writes the content into the staging folder, with the permissions of the file that it will replace. */
async function stage(folder: ProjectFolder, change: Change, index: number): Promise<Staged> {
  const { path, bytes } = change
  const target = folder.resolve(path)
  const there = await folder.read(path)
  const before = there.kind === 'file' ? hashOf(there.bytes) : undefined
  if (before !== (change.before && hashOf(change.before)))
    throw new DiagnosticError([overtaken(folder, path)])
  if (bytes === undefined) return { path, file: undefined, before, after: undefined }
  const file = `${index}.new`
  const prepared = folder.resolve(stagedPath(file))
  await writeFile(prepared, bytes, { flag: 'wx' })
  const mode = await modeOf(target)
  if (mode !== undefined) await chmod(prepared, mode)
  return { path, file, before, after: hashOf(bytes) }
}

function overtaken(folder: ProjectFolder, path: string): Diagnostic {
  const message = `${folder.name(path)} was changed while mockgen was at work; nothing was written`
  return { severity: 'error', code: 'MOCKGEN_OUTPUT_BUSY', message, remedy: 'Run it again.' }
}

/** Moves one prepared file into its place, or removes what stands there. */
async function bringIn(folder: ProjectFolder, { path, file }: Staged, index: number, undo: Undo[]) {
  const target = folder.resolve(path)
  await makeFolder(dirname(target), undo)
  const backup = folder.resolve(stagedPath(`${index}.old`))
  if (await keepOriginal(target, backup)) undo.push(() => rename(backup, target))
  else undo.push(() => rm(target, { force: true }))
  if (file === undefined) await rm(target, { force: true })
  else await moveInto(folder.resolve(stagedPath(file)), target)
}

/** A rename, or where the target is on another file system a copy beside it and a rename. */
async function moveInto(from: string, target: string): Promise<void> {
  try {
    await rename(from, target)
  } catch (cause) {
    if (codeOf(cause) !== 'EXDEV') throw cause
    const beside = `${target}.${process.pid}.tmp`
    await copyFile(from, beside, constants.COPYFILE_EXCL)
    await rename(beside, target)
  }
}

/** False for a change that was brought in before the process ended, and for a file that somebody has changed since. */
async function isWaiting(folder: ProjectFolder, { path, file, before }: Staged): Promise<boolean> {
  const there = await folder.read(path)
  const now = there.kind === 'file' ? hashOf(there.bytes) : undefined
  if (there.kind === 'other' || now !== before) return false
  return file === undefined ? now !== undefined : (await folder.read(stagedPath(file))).kind === 'file'
}

/** Makes a folder and those above it. Node's own recursive `mkdir` never returns where `/proc` refuses a folder. */
async function makeFolder(path: string, undo: Undo[]): Promise<void> {
  if ((await modeOf(path)) !== undefined) return
  if (dirname(path) !== path) await makeFolder(dirname(path), undo)
  await mkdir(path)
  undo.push(() => rmdir(path))
}

/** Keeps the file at `target` under another name, so that it can be put back as it was; false when there is none. */
async function keepOriginal(target: string, backup: string): Promise<boolean> {
  if ((await modeOf(target)) === undefined) return false
  await rm(backup, { force: true })
  try {
    await link(target, backup)
  } catch {
    // Some file systems have no links, and no link leads from one to another.
    await copyFile(target, backup, constants.COPYFILE_EXCL)
  }
  return true
}

/** Takes the steps back, the last first; answers the reasons of those that failed. */
async function takeBack(undo: readonly Undo[]): Promise<readonly string[]> {
  const failed: string[] = []
  for (const step of undo.toReversed()) {
    try {
      await step()
    } catch (cause) {
      failed.push(codeOf(cause))
    }
  }
  return failed
}

/** Removes the folders that the removal of a file left empty, below the project's own. */
async function removeEmptyParents(folder: ProjectFolder, path: string): Promise<void> {
  const names = path.split('/').slice(0, -1)
  for (let length = names.length; length > 0; length--) {
    const isRemoved = await rmdir(folder.resolve(names.slice(0, length).join('/'))).then(
      () => true,
      // Not empty, mostly. An empty folder that stays for another reason does no harm.
      () => false,
    )
    if (!isRemoved) return
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw cause
  }
}
