// Lets one process at a time use the folder.
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isObject } from '../../json.js'
import { StoreError } from '../../store-error.js'
import { errnoOf, faultOf } from './file-errors.js'
import type { FileIo } from './file-io.js'
import { lockName } from './file-names.js'
import type { Processes, ProcessName } from './process-identity.js'

/** Tries to get the lock while others start or leave; each failed one means that somebody was faster. */
const maxAttempts = 10

/** A lock without a name in it is just being written, or its writer died: milliseconds before it is looked at again. */
const namelessWaitMs = 10

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
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    if (await tryToLock(io, path, processes.self)) return { release: () => unlock(io, path, processes.self) }
    const owner = await ownerOf(io, path)
    if (owner === 'nameless' && attempt <= 3) await delay(namelessWaitMs)
    else if (owner !== 'nobody') await takeOver(io, path, owner, processes)
  }
  throw new StoreError(
    'MOCK_STORE_LOCKED',
    `Other processes start with ${folder}`,
    'start one after the other',
  )
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

// Renaming succeeds for one process only, so two that find the same stale lock do not both take it.
async function takeOver(
  io: FileIo,
  path: string,
  owner: ProcessName | 'nameless',
  processes: Processes,
): Promise<void> {
  refuseLiving(path, owner, processes)
  const aside = `${path}.${processes.self.pid}`
  try {
    await io.rename(path, aside)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return
    throw faultOf(error, path)
  }
  const taken = await ownerOf(io, aside)
  if (taken !== 'nobody' && taken !== 'nameless' && processes.isAlive(taken)) {
    // Another process took the stale lock over in between, and this is its new one.
    await io.rename(aside, path)
    refuseLiving(path, taken, processes)
  }
  await io.remove(aside)
}

function refuseLiving(path: string, owner: ProcessName | 'nameless', processes: Processes): void {
  if (owner === 'nameless' || !processes.isAlive(owner)) return
  throw new StoreError(
    'MOCK_STORE_LOCKED',
    `The process ${owner.pid} uses the store (${path})`,
    'stop it, or give each process a folder of its own',
  )
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
