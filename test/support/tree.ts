// The files below a folder as hashes: what two folders have in common, without their bytes.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** SHA-256 in hex by path, with slashes, sorted by the path's UTF-16 units. Links are not followed. */
export function readTree(folder: string): Readonly<Record<string, string>> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  const files = entries.map(({ parentPath, name }) =>
    relative(folder, join(parentPath, name)).replaceAll('\\', '/'),
  )
  return Object.fromEntries(files.sort().map((path) => [path, hashOf(readFileSync(join(folder, path)))]))
}

/** SHA-256 in hex. */
export function hashOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
