// Which paths may be written in a project: plain names below the folder, the same file on every system.
import { projectSchemaPath } from '../load/project-config/project-config-schema.js'
import { keptDocumentsPath } from '../load/remote/kept-documents.js'

// Characters that Windows forbids in names are left out everywhere, so that a project can be checked out anywhere.
const segment = /^[^\\/:*?"<>|\p{Cc}]+$/u

/** The files of the manifest's own folder that are generated like all others. */
const besideManifest: ReadonlySet<string> = new Set([projectSchemaPath, keptDocumentsPath])

/** True for a relative path of plain names that mean the same everywhere; most of the manifest's own folder is left out. */
export function isPath(path: string): boolean {
  const names = path.split('/')
  return (
    (names[0]?.toLowerCase() !== '.mockgen' || besideManifest.has(path)) &&
    names.every((name) => segment.test(name) && !/^\.{1,2}$|[. ]$/.test(name))
  )
}

/** Throws when plans name a path that may not be written, or one file twice: a bug of ours, whatever the document says. */
export function checkPaths(paths: readonly string[]): void {
  const seen = new Map<string, string>()
  for (const path of paths) {
    if (!isPath(path)) throw new Error(`planned path ${JSON.stringify(path)} may not be written`)
    // Case and composition tell no files apart on the file systems of macOS and Windows.
    const key = path.normalize('NFC').toLowerCase()
    const other = seen.get(key)
    if (other !== undefined)
      throw new Error(`planned paths ${other} and ${path} are one file on some systems`)
    seen.set(key, path)
  }
  for (const [key, path] of seen) {
    const parents = key.split('/').map((_, index, names) => names.slice(0, index).join('/'))
    const file = parents.find((parent) => seen.has(parent))
    if (file !== undefined) throw new Error(`planned path ${path} lies inside the planned file ${file}`)
  }
}
