// `.mockgen/staged`: what a run has prepared. Its list of changes is the commit: with it the changes are to be completed, and
// without it nothing was changed yet.
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { DiagnosticError } from '../diagnostics.js'
import { isPath } from './check-paths.js'
import { hashOf, manifestPath } from './manifest.js'
import type { ProjectFolder } from './project-folder.js'

/** One change as it waits in the staging folder. */
export interface Staged {
  readonly path: string
  /** Name of the prepared file in the staging folder; undefined removes what stands at the path. */
  readonly file: string | undefined
  /** SHA-256 of what stood there when it was prepared, hex; undefined for nothing. */
  readonly before: string | undefined
  /** SHA-256 of the prepared file. */
  readonly after: string | undefined
}

/** Path in the project of a file in the staging folder; of the folder itself for no name. */
export function stagedPath(file: string): string {
  return file === '' ? '.mockgen/staged' : `.mockgen/staged/${file}`
}

const list = 'changes.json'
const owner = 'process.json'

/** The staging folders of this process. */
const claimed = new Set<string>()

/** Makes the staging folder for this process. Throws MOCKGEN_OUTPUT_BUSY when it is another's. */
export async function claimStaging(folder: ProjectFolder): Promise<void> {
  try {
    await mkdir(folder.resolve(stagedPath('')))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
    throw new DiagnosticError([busy(folder)])
  }
  claimed.add(folder.resolve(stagedPath('')))
  await writeFile(
    folder.resolve(stagedPath(owner)),
    JSON.stringify({ process: process.pid, host: hostname() }),
  )
}

/** Says that all is prepared: from here on the changes will be made, by this process or by the next. */
export async function completeStaged(folder: ProjectFolder, staged: readonly Staged[]): Promise<void> {
  const written = folder.resolve(stagedPath(`${list}.tmp`))
  await writeFile(written, JSON.stringify({ changes: staged }))
  await rename(written, folder.resolve(stagedPath(list)))
}

/** Removes the staging folder; its list first, so that a part of it is never taken for a commit. */
export async function leaveStaging(folder: ProjectFolder): Promise<void> {
  await rm(folder.resolve(stagedPath(list)), { force: true })
  await rm(folder.resolve(stagedPath('')), { recursive: true, force: true })
  claimed.delete(folder.resolve(stagedPath('')))
}

/** True when a run ended before it was done. */
export async function isInterrupted(folder: ProjectFolder): Promise<boolean> {
  return (await folder.read(stagedPath(list))).kind === 'file'
}

/**
 * What an earlier process has left to do; undefined when there is nothing. What it left before its commit is removed. Throws
 * MOCKGEN_OUTPUT_BUSY while that process lives.
 */
export async function toStaged(folder: ProjectFolder): Promise<readonly Staged[] | undefined> {
  if (!(await folder.holdsFolder(stagedPath('')))) return undefined
  const owned = await folder.read(stagedPath(owner))
  if (owned.kind === 'file' && isAtWork(folder, textOf(owned.bytes)))
    throw new DiagnosticError([busy(folder)])
  const there = await folder.read(stagedPath(list))
  const staged = there.kind === 'file' ? parseList(textOf(there.bytes)) : undefined
  if (staged !== undefined && (await areWhole(folder, staged))) return staged
  await leaveStaging(folder)
  return undefined
}

/** True when what waits is what the list says: nobody has changed it. */
async function areWhole(folder: ProjectFolder, staged: readonly Staged[]): Promise<boolean> {
  for (const { file, after } of staged) {
    if (file === undefined) continue
    const there = await folder.read(stagedPath(file))
    // What is no longer there was brought in already.
    if (there.kind === 'file' && hashOf(there.bytes) !== after) return false
    if (there.kind === 'other') return false
  }
  return true
}

/** The list, or undefined when it is not one. The file is anybody's: nothing in it is used before it is checked. */
function parseList(text: string): readonly Staged[] | undefined {
  const value = parseJson(text)
  if (!isRecord(value) || !Array.isArray(value.changes)) return undefined
  const staged: Staged[] = []
  for (const change of value.changes) {
    if (!isRecord(change)) return undefined
    const { path, file, before, after } = change
    if (typeof path !== 'string' || !(isPath(path) || path === manifestPath)) return undefined
    if (!isOptional(file, /^\d{1,9}\.new$/) || !isOptional(before, hash) || !isOptional(after, hash))
      return undefined
    staged.push({ path, file, before, after })
  }
  return staged
}

const hash = /^[0-9a-f]{64}$/

function isOptional(value: unknown, pattern: RegExp): value is string | undefined {
  return value === undefined || (typeof value === 'string' && pattern.test(value))
}

/** True while the process that the text names writes. Of one on another machine nobody can tell, so it counts as ended. */
function isAtWork(folder: ProjectFolder, text: string): boolean {
  const value = parseJson(text)
  if (!isRecord(value) || value.host !== hostname()) return false
  const id = value.process
  if (typeof id !== 'number' || !Number.isSafeInteger(id) || id <= 0) return false
  if (id === process.pid) return claimed.has(folder.resolve(stagedPath('')))
  try {
    process.kill(id, 0)
    return true
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}

function busy(folder: ProjectFolder) {
  return {
    severity: 'error',
    code: 'MOCKGEN_OUTPUT_BUSY',
    message: `another mockgen is writing to ${folder.name('')}`,
    remedy: `Wait until it is done. If none is running, remove ${folder.name(stagedPath(''))}.`,
  } as const
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
