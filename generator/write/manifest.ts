// `.mockgen/manifest.json`: what the generator wrote, so that it knows its own files and leaves all others alone.
import { createHash } from 'node:crypto'
import { DiagnosticError } from '../diagnostics.js'
import { isPath } from './check-paths.js'
import type { ProjectFolder } from './project-folder.js'

export const manifestPath = '.mockgen/manifest.json'

/** Version of the format; a higher one was written by a later mockgen. */
const manifestVersion = 1

export interface Manifest {
  /** Version of the generator that wrote last. */
  readonly generator: string
  /** SHA-256 of the contract, hex. */
  readonly contractHash: string
  /** SHA-256 of the generator's own files as they were written, hex, by path. */
  readonly files: ReadonlyMap<string, string>
  /** Paths of the user's files that it created: when one is missing, the user has removed it. */
  readonly created: ReadonlySet<string>
  /** Ids of operations that were renamed, from a former one to the one of now, so that hooks can follow later. */
  readonly renamed: ReadonlyMap<string, string>
}

/** Most renamed operations that are remembered. */
export const maxRenamed = 1_000

/** The manifest as JSON text: sorted, no dates, the same for the same project. */
export function printManifest({ generator, contractHash, files, created, renamed }: Manifest): string {
  const json = {
    manifest: manifestVersion,
    generator,
    contractHash,
    files: sorted(files),
    created: [...created].sort(compare),
    ...(renamed.size > 0 && { renamed: sorted(renamed) }),
  }
  return `${JSON.stringify(json, null, 2)}\n`
}

function sorted(entries: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...entries].sort(([left], [right]) => compare(left, right)))
}

/**
 * The manifest of a folder; undefined when it has none. One that cannot be understood throws MOCKGEN_OUTPUT_NOT_OURS, or counts
 * as none when `ignoreDamage` is set.
 */
export async function readManifest(
  folder: ProjectFolder,
  ignoreDamage: boolean,
): Promise<Manifest | undefined> {
  const there = await folder.read(manifestPath)
  if (there.kind === 'absent') return undefined
  const found = there.kind === 'file' ? parseManifest(Buffer.from(there.bytes).toString()) : there.reason
  if (typeof found !== 'string') return found
  if (ignoreDamage) return undefined
  throw new DiagnosticError([
    {
      severity: 'error',
      code: 'MOCKGEN_OUTPUT_NOT_OURS',
      message: `${folder.name(manifestPath)} cannot be understood: ${found}; without it, generated files are not known`,
      remedy: 'Restore it from version control, or use --force to overwrite generated files without it.',
    },
  ])
}

/** The manifest, or what is wrong with it. The file is anybody's: nothing in it is used before it is checked. */
function parseManifest(text: string): Manifest | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'it is not JSON'
  }
  if (!isRecord(value)) return 'it is not an object'
  const { manifest, generator, contractHash, files, created = [], renamed = {} } = value
  if (typeof manifest === 'number' && manifest > manifestVersion)
    return `a later mockgen wrote it (format ${manifest})`
  if (manifest !== manifestVersion) return 'it names no format'
  if (typeof generator !== 'string' || typeof contractHash !== 'string')
    return 'its generator or contract is missing'
  if (!isRecord(files)) return 'its files are missing'
  const hashes = new Map<string, string>()
  for (const [path, hash] of Object.entries(files)) {
    if (!isPath(path)) return `${JSON.stringify(path)} is no path of a generated file`
    if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return `${JSON.stringify(path)} has no hash`
    hashes.set(path, hash)
  }
  if (!Array.isArray(created) || !created.every((path) => typeof path === 'string' && isPath(path)))
    return 'what it created is no list of paths'
  const names = isRecord(renamed) ? Object.entries(renamed) : []
  if (!isRecord(renamed) || names.length > maxRenamed || !names.every(isNames))
    return 'what was renamed is no object of names'
  return {
    generator,
    contractHash,
    files: hashes,
    created: new Set<string>(created),
    renamed: new Map(names.filter(isNames)),
  }
}

function isNames(entry: readonly [string, unknown]): entry is [string, string] {
  return typeof entry[1] === 'string'
}

/** SHA-256, hex. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** By UTF-16 units: the same order on every machine, whatever its locale. */
export function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
