// Changes files all together: each is prepared beside its target and renamed over it, and a fault takes everything back. Only
// the death of the process can leave a part of the changes, with the old manifest; the next run completes them.
import { chmod, constants, copyFile, mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DiagnosticError } from '../diagnostics.js'
import { codeOf, type ProjectFolder, unwritable } from './project-folder.js'

/** A file to write, or to remove when it has no bytes. */
export interface Change {
  readonly path: string
  readonly bytes: Uint8Array | undefined
}

/** Takes back one step. */
type Undo = () => Promise<unknown>

/** Applies the changes in order. Throws MOCKGEN_OUTPUT_UNWRITABLE when one fails; all are taken back before. */
export async function applyChanges(folder: ProjectFolder, changes: readonly Change[]): Promise<void> {
  const undo: Undo[] = []
  const backups: string[] = []
  let current = ''
  try {
    for (const [index, { path, bytes }] of changes.entries()) {
      current = path
      if (bytes !== undefined)
        await prepare(folder.resolve(path), temporary(folder, path, index), bytes, undo)
    }
    for (const [index, { path, bytes }] of changes.entries()) {
      current = path
      const prepared = temporary(folder, path, index)
      const backup = await keepOriginal(folder.resolve(path), `${prepared}.old`, undo)
      if (backup !== undefined) backups.push(backup)
      if (bytes === undefined) await rm(folder.resolve(path))
      else await rename(prepared, folder.resolve(path))
      if (backup === undefined) undo.push(() => rm(folder.resolve(path)))
    }
  } catch (cause) {
    const failed = await takeBack(undo)
    const outcome = failed.length === 0 ? 'nothing was changed' : `some changes stay: ${failed.join(', ')}`
    const message = `${folder.name(current)} cannot be written (${codeOf(cause)}); ${outcome}`
    throw new DiagnosticError([unwritable(message)])
  }
  await Promise.all(backups.map((backup) => rm(backup, { force: true })))
  for (const { path, bytes } of changes) if (bytes === undefined) await removeEmptyParents(folder, path)
}

/** A name beside the target, on the same file system, that no plan can have and no other process uses. */
function temporary(folder: ProjectFolder, path: string, index: number): string {
  return join(dirname(folder.resolve(path)), `.mockgen-${process.pid}-${index}.tmp`)
}

/** Writes the content to `temporary`, with the permissions of the file that it will replace. */
async function prepare(target: string, temporary: string, bytes: Uint8Array, undo: Undo[]): Promise<void> {
  await makeFolder(dirname(target), undo)
  // What an earlier process of this number may have left.
  await rm(temporary, { force: true })
  undo.push(() => rm(temporary, { force: true }))
  await writeFile(temporary, bytes, { flag: 'wx' })
  const mode = await modeOf(target)
  if (mode !== undefined) await chmod(temporary, mode)
}

/** Makes a folder and those above it. Node's own recursive `mkdir` never returns where `/proc` refuses a folder. */
async function makeFolder(path: string, undo: Undo[]): Promise<void> {
  if ((await modeOf(path)) !== undefined) return
  if (dirname(path) !== path) await makeFolder(dirname(path), undo)
  await mkdir(path)
  undo.push(() => rmdir(path))
}

/** Copies the file at `target` to `backup`, so that it can be put back; undefined when there is no file. */
async function keepOriginal(target: string, backup: string, undo: Undo[]): Promise<string | undefined> {
  if ((await modeOf(target)) === undefined) return undefined
  await rm(backup, { force: true })
  await copyFile(target, backup, constants.COPYFILE_EXCL)
  undo.push(() => rename(backup, target))
  return backup
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
