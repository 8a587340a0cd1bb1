// A folder on a disk: in memory fsync costs nothing.
import { mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// What statfs(2) calls the file systems that live in memory, and the common ones that do not.
const inMemory = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
])
const onDisk = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'xfs'],
  [0x9123683e, 'btrfs'],
  [0x794c7630, 'overlay'],
])

/** A new folder among the temporary files if they are on a disk, else in this project; and the name of its file system. */
export function diskFolder(): { readonly folder: string; readonly fileSystem: string } {
  const places = [tmpdir(), process.cwd()]
  const place = places.find((path) => !inMemory.has(statfsSync(path).type))
  if (place === undefined)
    throw new Error(`None of ${places.join(', ')} is on a disk; set TMPDIR to a folder that is`)
  const { type } = statfsSync(place)
  const fileSystem = `${place} (${onDisk.get(type) ?? `file system 0x${type.toString(16)}`})`
  return { folder: mkdtempSync(join(place, 'mockgen-bench-')), fileSystem }
}
