// The files of one document, and the border around them: nothing outside the document's folder is ever opened, and nothing is
// fetched that was not allowed.
import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Diagnostic, DiagnosticError } from '../diagnostics.js'
import { error, type Finding, refuse } from './findings.js'
import { parseSource } from './parse-source.js'
import { maxFileBytes, readText, systemCode } from './read-text.js'
import type { Fetching } from './remote/fetching.js'
import type { RemoteAccess } from './remote/remote-access.js'
import { createRemoteFiles } from './remote/remote-files.js'
import type { Source } from './source.js'

/** Most files that a document may be made of; the largest public documents have a few thousand. */
export const maxFiles = 10_000

/** A file that a reference names: parsed, refused for a reason, or broken inside (`diagnostics`, told once for all references). */
export type Followed =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly finding: Finding }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] }

export interface DocumentFiles {
  readonly entry: Source
  /** The file that the part of a reference before `#` names, seen from the file at `from`. Each file is read at most once. */
  follow(from: string, reference: string): Followed
  /** A file of this machine, by its path from the folder of the entry; never one of the network. */
  beside(path: string): Followed
  /** Fetches the remote files that `follow` was asked for in vain; false when there were none. */
  fetchWanted(): Promise<boolean>
}

/** The URL that a reference means, seen from a file or a URL; undefined when it is a path on the disk, or nothing. */
export function remoteUrl(from: string, reference: string): URL | undefined {
  const isRemote = /^https?:/i.test(reference)
  const base = /^https?:/i.test(from) ? from : undefined
  if (!isRemote && base === undefined) return undefined
  return URL.canParse(reference, base) ? new URL(reference, base) : undefined
}

/** Reads a file that the user named; throws DiagnosticError. */
export function openSource(file: string): Source {
  return parseSource(realPath(file), file, readText(file, file))
}

/**
 * The files around an entry. `root` is the folder that no reference may leave, by default the entry's own; `access` is what may
 * be fetched.
 */
export function openDocumentFiles(
  entry: Source,
  root?: string,
  access?: RemoteAccess,
  fetching?: Fetching,
): DocumentFiles {
  // Of a document by URL the name is no path that others could be seen from.
  const file = entry.url === undefined ? entry.name : relative('', entry.path)
  const border = root === undefined ? dirname(entry.path) : realPath(root)
  const opened = new Map<string, Followed>([[entry.path, { ok: true, source: entry }]])
  let bytes = entry.text.length
  const budget = {
    left: () => maxFileBytes - bytes,
    take: (count: number) => {
      bytes += count
    },
  }
  const remote = createRemoteFiles(access, budget, fetching)

  function follow(from: string, reference: string): Followed {
    const url = remoteUrl(from === entry.path ? (entry.url ?? from) : from, reference)
    return url === undefined ? onDisk(from, reference) : remote.follow(url, reference)
  }

  function onDisk(from: string, reference: string): Followed {
    const path = toPath(from, reference)
    if (path === undefined || !isInside(border, path)) return foreign(reference)
    const known = opened.get(path)
    if (known !== undefined) return known
    const followed = open(path, reference)
    opened.set(path, followed)
    return followed
  }

  function open(path: string, reference: string): Followed {
    try {
      const real = realPath(path)
      if (!isInside(border, real)) return foreign(reference)
      const same = opened.get(real)
      if (same !== undefined) return same
      const followed = read(real)
      opened.set(real, followed)
      return followed
    } catch (problem) {
      if (!(problem instanceof DiagnosticError)) throw problem
      const remedy = 'Check the path; it counts from the file in which the reference stands.'
      return { ok: false, finding: error('MOCKGEN_REF_NOT_FOUND', `there is no file ${reference}`, remedy) }
    }
  }

  function read(path: string): Followed {
    const name = join(dirname(file), relative(dirname(entry.path), path))
    try {
      if (opened.size > maxFiles) throw refuse(error('MOCKGEN_LIMIT', `more than ${maxFiles} files`), name)
      const text = readText(path, name)
      bytes += text.length
      if (bytes > maxFileBytes) {
        throw refuse(error('MOCKGEN_FILE_TOO_LARGE', 'all files together have more than 64 MiB'), name)
      }
      return { ok: true, source: parseSource(path, name, text) }
    } catch (problem) {
      if (problem instanceof DiagnosticError) return { ok: false, diagnostics: problem.diagnostics }
      throw problem
    }
  }

  return { entry, follow, beside: (path) => onDisk(entry.path, path), fetchWanted: remote.fetchWanted }
}

/** The path that a reference means, without touching the disk; undefined when it is not a relative path or a file URL. */
function toPath(from: string, reference: string): string | undefined {
  try {
    // What was fetched names no files of this machine.
    if (/^https?:/i.test(from)) return undefined
    if (/^file:/i.test(reference)) return fileURLToPath(reference)
    // A scheme of one letter would be a Windows drive, which is absolute.
    if (/^[a-z][a-z0-9+.-]*:/i.test(reference)) return undefined
    const path = decodeURIComponent(reference)
    if (isAbsolute(path) || path.startsWith('\\') || path.includes('\0')) return undefined
    return resolve(dirname(from), path)
  } catch {
    // Neither a URL nor valid percent-encoding.
    return undefined
  }
}

function foreign(reference: string): Followed {
  const message = `the reference ${JSON.stringify(reference)} leaves the document's folder`
  const remedy =
    'Keep the files of the document in its folder or below, or name the folder of them all with --root.'
  return { ok: false, finding: error('MOCKGEN_REF_FOREIGN', message, remedy) }
}

/** True for a path below a folder; both absolute, without links. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

/** The path without links; throws DiagnosticError when there is no such file. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch (cause) {
    const code = systemCode(cause)
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw refuse(error('MOCKGEN_FILE_NOT_FOUND', `there is no file ${path}`, 'Check the path.'), path)
    }
    throw refuse(error('MOCKGEN_FILE_UNREADABLE', `${path} cannot be read (${code})`), path)
  }
}
