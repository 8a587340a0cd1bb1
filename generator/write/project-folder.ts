// The folder that a project is written to: answers what stands in it, and never lets a path lead out of it.
import { constants } from 'node:fs'
import { access, lstat, readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { type Diagnostic, DiagnosticError } from '../diagnostics.js'

/** What stands at a path. `other` is a folder, a device, or a link that leads out of the project or nowhere. */
export type Entry =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'other'; readonly reason: string; readonly remedy: string }

export interface ProjectFolder {
  /** The path of a file for messages, beginning with the folder as the user named it. */
  name(path: string): string
  /** The path of a file for the file system. */
  resolve(path: string): string
  read(path: string): Promise<Entry>
  /** True when a folder stands there itself, and no link. */
  holdsFolder(path: string): Promise<boolean>
  /** Throws MOCKGEN_OUTPUT_NOT_OURS when the folder holds more than hidden files and `isOurs` is false. */
  requireOurs(isOurs: boolean): Promise<void>
  /** Throws MOCKGEN_OUTPUT_UNWRITABLE with every path that could not be written or removed. */
  requireWritable(paths: readonly string[]): Promise<void>
}

/** Opens a folder that may not exist yet; throws MOCKGEN_OUTPUT_UNWRITABLE when something else stands there. */
export async function openFolder(dir: string): Promise<ProjectFolder> {
  const exists = await isFolder(dir)
  const root = exists ? await realpath(dir) : dir
  const name = (path: string) => join(dir, path)
  const resolve = (path: string) => join(root, ...path.split('/'))

  async function read(path: string): Promise<Entry> {
    try {
      return await readEntry(path)
    } catch (cause) {
      return { kind: 'other', reason: `${name(path)} cannot be read (${codeOf(cause)})`, remedy: permit }
    }
  }

  async function readEntry(path: string): Promise<Entry> {
    const names = path.split('/')
    for (let length = 1; length < names.length; length++) {
      const above = names.slice(0, length).join('/')
      const parent = await look(above)
      if (parent === 'absent') return { kind: 'absent' }
      if (parent !== 'a folder') return inTheWay(above, parent)
    }
    const found = await look(path)
    if (found === 'absent') return { kind: 'absent' }
    if (found !== 'a file') return inTheWay(path, found)
    return { kind: 'file', bytes: await readFile(resolve(path)) }
  }

  function inTheWay(path: string, found: string): Entry {
    const remedy = 'Move it away, or name another folder.'
    return { kind: 'other', reason: `${name(path)} is ${found}`, remedy }
  }

  /** What one path is; a link counts as what it leads to, inside the folder. */
  async function look(path: string): Promise<'absent' | 'a folder' | 'a file' | Obstacle> {
    const stats = await lstat(resolve(path)).catch(absentIfMissing)
    if (stats === undefined) return 'absent'
    if (!stats.isSymbolicLink()) return kindOf(stats)
    const target = await realpath(resolve(path)).catch(absentIfMissing)
    if (target === undefined) return danglingLink
    if (!isInside(root, target)) return 'a link that leads out of the folder'
    return kindOf(await stat(target))
  }

  async function holdsFolder(path: string): Promise<boolean> {
    const names = path.split('/')
    for (let length = 1; length <= names.length; length++) {
      const stats = await lstat(resolve(names.slice(0, length).join('/'))).catch(absentIfMissing)
      if (stats?.isDirectory() !== true) return false
    }
    return true
  }

  async function requireOurs(isOurs: boolean): Promise<void> {
    if (isOurs || !exists) return
    const foreign = (await readdir(root)).filter((entry) => !entry.startsWith('.'))
    if (foreign.length === 0) return
    const some = foreign.sort().slice(0, 3).join(', ')
    const message = `${dir} is not empty and was not written by mockgen: it holds ${some}${foreign.length > 3 ? ' …' : ''}`
    const remedy =
      'Name a new or empty folder. --force takes one that holds no project of another kind, and even then overwrites no file of yours.'
    throw new DiagnosticError([{ severity: 'error', code: 'MOCKGEN_OUTPUT_NOT_OURS', message, remedy }])
  }

  async function requireWritable(paths: readonly string[]): Promise<void> {
    const folders = new Set(paths.map((path) => dirname(resolve(path))))
    const nearest = new Set(await Promise.all([...folders].map(nearestFolder)))
    const checked = await Promise.all(
      [...nearest].map(async (path) => [path, await isWritable(path)] as const),
    )
    const problems = checked
      .filter(([, writable]) => !writable)
      .map(([path]) => unwritable(`${path} cannot be written`))
    if (problems.length > 0) throw new DiagnosticError(problems)
  }

  return { name, resolve, read, holdsFolder, requireOurs, requireWritable }
}

const danglingLink = 'a link to something that does not exist'

/** What can stand in the way of a file, besides a folder. */
type Obstacle = 'a link that leads out of the folder' | typeof danglingLink | 'neither a file nor a folder'

const permit = 'Name another folder, or change its permissions.'

/** The diagnostic for a path that cannot be written. */
export function unwritable(message: string, remedy = permit): Diagnostic {
  return { severity: 'error', code: 'MOCKGEN_OUTPUT_UNWRITABLE', message, remedy }
}

async function isFolder(dir: string): Promise<boolean> {
  let stats: Awaited<ReturnType<typeof stat>> | undefined
  try {
    stats = await stat(dir).catch(absentIfMissing)
  } catch (cause) {
    throw new DiagnosticError([unwritable(`${dir} cannot be looked at (${codeOf(cause)})`)])
  }
  if (stats === undefined) await refuseDanglingLink(dir)
  else if (!stats.isDirectory())
    throw new DiagnosticError([unwritable(`${dir} is not a folder`, 'Name another folder.')])
  return stats !== undefined
}

/** A link to nothing looks as if nothing were there, but no folder can be made in its place. */
async function refuseDanglingLink(path: string): Promise<void> {
  if ((await stat(path).catch(absentIfMissing)) !== undefined) return
  if ((await lstat(path).catch(absentIfMissing)) !== undefined) {
    const remedy = 'Make what it leads to, remove the link, or name another folder.'
    throw new DiagnosticError([unwritable(`${path} is ${danglingLink}`, remedy)])
  }
  if (dirname(path) !== path) await refuseDanglingLink(dirname(path))
}

/** The folder itself, or the nearest one above it that exists. */
async function nearestFolder(path: string): Promise<string> {
  const stats = await stat(path).catch(absentIfMissing)
  return stats !== undefined || dirname(path) === path ? path : nearestFolder(dirname(path))
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}

function kindOf(stats: { isDirectory(): boolean; isFile(): boolean }) {
  if (stats.isDirectory()) return 'a folder'
  return stats.isFile() ? 'a file' : 'neither a file nor a folder'
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** For `catch`: undefined when nothing stands at the path; every other fault goes on. */
function absentIfMissing(cause: unknown): undefined {
  if (codeOf(cause) === 'ENOENT') return undefined
  throw cause
}

/** The code of a system error, such as `EACCES`; its text when it has none. */
export function codeOf(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code
  return cause instanceof Error ? cause.message : String(cause)
}
