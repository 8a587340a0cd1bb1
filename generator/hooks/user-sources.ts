// The TypeScript files below `src` that are the user's.
import { readdir } from 'node:fs/promises'
import { isPath } from '../write/check-paths.js'
import { compare } from '../write/manifest.js'
import type { ProjectFolder } from '../write/project-folder.js'

/** A file of the user. */
export interface UserSource {
  /** From the project's folder, with slashes. */
  readonly path: string
  readonly text: string
  readonly bytes: Uint8Array
}

/** Most files and folders that are looked at, and the longest file that is read, in bytes. */
const maxEntries = 5_000
const maxBytes = 1_000_000

/** In the order of their paths. Links are not followed; files that are very long or not text in UTF-8 are left out. */
export async function readUserSources(folder: ProjectFolder): Promise<readonly UserSource[]> {
  const sources: UserSource[] = []
  for (const path of await findSources(folder)) {
    const there = await folder.read(path)
    if (there.kind !== 'file' || there.bytes.length > maxBytes) continue
    const text = Buffer.from(there.bytes).toString()
    if (Buffer.from(text).equals(there.bytes)) sources.push({ path, text, bytes: there.bytes })
  }
  return sources
}

async function findSources(folder: ProjectFolder): Promise<readonly string[]> {
  const found: string[] = []
  const waiting = ['src']
  let looked = 0
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (!(await folder.holdsFolder(at))) continue
    for (const entry of await readdir(folder.resolve(at), { withFileTypes: true })) {
      looked++
      if (looked > maxEntries) return found.sort(compare)
      const path = `${at}/${entry.name}`
      if (!isPath(path) || path === 'src/generated' || entry.name === 'node_modules') continue
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isFile() && /\.[cm]?tsx?$/.test(entry.name)) found.push(path)
    }
  }
  return found.sort(compare)
}
