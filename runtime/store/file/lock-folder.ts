// Lets one process at a time use the folder.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isObject } from '../../json.js'
import { StoreError } from '../../store-error.js'
import { errnoOf, faultOf } from './file-errors.js'
import type { FileIo } from './file-io.js'
import { lockName } from './file-names.js'
import type { Processes, ProcessName } from './process-identity.js'

/** Tries to get a lock while others start or leave; each failed one means that somebody was faster. */
const maxAttempts = 10

/** Longest time that one of several starting processes waits for another between two tries, in milliseconds. */
const waitMs = 10

/** Tries after which a lock without a name counts as that of a process that died while it wrote the name. */
const namelessAttempts = 3

/** Locks upon locks: so many processes in a row can die while they take the lock over from the one before. */
const maxDepth = 3

/** Holds the folder until `release`. */
export interface FolderLock {
  release(): Promise<void>
}

/**
 * Takes the folder for this process. The lock of a process that no longer runs is taken over. StoreError
 * MOCK_STORE_LOCKED when a running process has it.
 */
export async function lockFolder(io: FileIo, folder: string, processes: Processes): Promise<FolderLock> {
  const path = join(folder, lockName)
  const result = await lock(io, path, processes, 0)
  if (result === 'locked') return { release: () => unlock(io, path, processes.self) }
  throw result === 'busy'
    ? new StoreError('MOCK_STORE_LOCKED', `Other processes start with ${folder}`, 'start one after the other')
    : new StoreError(
        'MOCK_STORE_LOCKED',
        `The process ${result.pid} uses the store (${path})`,
        'stop it, or give each process a folder of its own',
      )
}

// Resolves to the living process that has the lock already, and to 'busy' when others were faster all the time.
async function lock(
  io: FileIo,
  path: string,
  processes: Processes,
  depth: number,
): Promise<'locked' | 'busy' | ProcessName> {
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    if (await tryToLock(io, path, processes.self)) return 'locked'
    const owner = await ownerOf(io, path)
    if (owner === 'nobody') continue
    if (owner !== 'nameless' && processes.isAlive(owner)) return owner
    const isBeingWritten = owner === 'nameless' && attempt <= namelessAttempts
    if (isBeingWritten || !(await removeStale(io, path, owner, processes, depth))) await delay(waitMs)
  }
  return 'busy'
}

// Removes the lock of a dead process; false when somebody else is at it. Only who has the lock of the lock may do that, and
// looks again first. So no process removes what another one, which also found the dead one's lock, has just created.
async function removeStale(
  io: FileIo,
  path: string,
  seen: ProcessName | 'nameless',
  processes: Processes,
  depth: number,
): Promise<boolean> {
  if (depth === maxDepth) return false
  const guard = `${path}.next`
  if ((await lock(io, guard, processes, depth + 1)) !== 'locked') return false
  try {
    const owner = await ownerOf(io, path)
    const isStale =
      owner === 'nameless' ? seen === 'nameless' : owner !== 'nobody' && !processes.isAlive(owner)
    if (isStale) await io.remove(path)
    return true
  } finally {
    await unlock(io, guard, processes.self)
  }
}

async function tryToLock(io: FileIo, path: string, self: ProcessName): Promise<boolean> {
  try {
    const file = await io.create(path)
    try {
      await file.append(Buffer.from(`${JSON.stringify(self)}\n`))
    } catch (error) {
      await io.remove(path).catch(() => undefined)
      throw error
    } finally {
      await file.close()
    }
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw faultOf(error, path)
  }
}

async function unlock(io: FileIo, path: string, self: ProcessName): Promise<void> {
  const owner = await ownerOf(io, path)
  if (typeof owner === 'object' && owner.pid === self.pid) await io.remove(path)
}

async function ownerOf(io: FileIo, path: string): Promise<ProcessName | 'nameless' | 'nobody'> {
  let text = ''
  try {
    for await (const piece of io.read(path)) text += Buffer.from(piece).toString('utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'nobody'
    throw faultOf(error, path)
  }
  return parseName(text) ?? 'nameless'
}

function parseName(text: string): ProcessName | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (!isObject(value) || typeof value.pid !== 'number' || !Number.isSafeInteger(value.pid))
      return undefined
    if (value.pid <= 0) return undefined
    return { pid: value.pid, ...(typeof value.startedAt === 'string' && { startedAt: value.startedAt }) }
  } catch {
    return undefined // Half a name: its writer died, or is about to go on.
  }
}
