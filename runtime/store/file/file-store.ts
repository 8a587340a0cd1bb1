// The store that keeps everything in a folder: spaces in memory, and a journal and a snapshot that bring them back.
import { resolve } from 'node:path'
import { StoreError } from '../../store-error.js'
import { MemorySpace } from '../memory-space.js'
import type { Commit, CommitResult, Due, Row, Store, StoreHealth } from '../store.js'
import type { StoreLog } from '../store-log.js'
import { CommitQueue } from './commit-queue.js'
import { Compactor } from './compactor.js'
import { faultOf } from './file-errors.js'
import { diskIo, type FileIo } from './file-io.js'
import { type FsyncMode, Journal } from './journal.js'
import { type FolderLock, lockFolder } from './lock-folder.js'
import { machineProcesses, type Processes } from './process-identity.js'
import type { Spaces } from './read-space.js'
import { recover } from './recover.js'

/** How a file store works. */
export interface FileStoreOptions {
  /** See `FsyncMode`. @default 'always' */
  readonly fsync?: FsyncMode
  /** Where it reports what it repaired, and what failed beside the commits. @default nowhere */
  readonly log?: StoreLog
  /** Bytes of journal below which nothing is compacted. @default 64 MiB */
  readonly minJournalBytes?: number
  /** The file system. @default the disk */
  readonly io?: FileIo
  /** Who can hold the folder's lock. @default the processes of this machine */
  readonly processes?: Processes
}

interface OpenStore {
  readonly spaces: Spaces
  readonly lock: FolderLock
  readonly journal: Journal
  readonly compactor: Compactor
  readonly queue: CommitQueue
}

const silent: StoreLog = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * Opens the store in a folder, which is created when it is missing, and reads everything back.
 *
 * Rejects with a StoreError: MOCK_STORE_LOCKED (another process uses it), MOCK_STORE_DAMAGED (with file and line; nothing is
 * changed), MOCK_STORE_NEWER_FORMAT, MOCK_STORE_FORBIDDEN, MOCK_STORE_READ_ONLY, MOCK_STORE_FULL, MOCK_STORE_NOT_A_FOLDER,
 * MOCK_STORE_IO. A commit rejects with MOCK_STORE_FULL and the like, then nothing of it happened and the next one tries again;
 * with MOCK_STORE_FAILED, when the disk cannot be relied on, then reads go on and all commits reject until a new start; with
 * MOCK_STORE_COMMIT_TOO_LARGE or MOCK_STORE_BUSY. Every call after `close` rejects with MOCK_STORE_CLOSED.
 */
export async function createFileStore(folder: string, options: FileStoreOptions = {}): Promise<Store> {
  const path = resolve(folder)
  const fsync = options.fsync ?? 'always'
  const { spaces, lock, journal, compactor, queue } = await openStore(path, fsync, options)
  let closing: Promise<void> | undefined

  const closed = () =>
    new StoreError('MOCK_STORE_CLOSED', `The store ${path} is closed`, 'start the server again')
  const refuseClosed = () => {
    if (closing !== undefined) throw closed()
  }

  return {
    async read(name, now, refs) {
      refuseClosed()
      const space = spaces.get(name)
      if (space === undefined) return refs.map(() => undefined)
      const due = space.dueAt(now)
      if (due !== undefined) return { due }
      return refs.map((ref): Row | undefined => space.row(ref))
    },

    async list(name, now, query) {
      refuseClosed()
      const space = spaces.get(name)
      if (space === undefined) return { rows: [], total: 0 }
      const due = space.dueAt(now)
      return due === undefined ? space.list(query) : { due }
    },

    // Not async: every commit would pay for a second promise.
    commit(name, now, commit) {
      if (closing !== undefined) return Promise.reject(closed())
      if (commit.writes.length > 0) return queue.commit(name, now, commit)
      return Promise.resolve(checked(spaces.get(name) ?? new MemorySpace(), now, commit))
    },

    async drop(name) {
      refuseClosed()
      return queue.drop(name)
    },

    async spaces() {
      refuseClosed()
      return [...spaces.keys()].sort()
    },

    async health() {
      refuseClosed()
      return healthOf(fsync, { spaces, lock, journal, compactor, queue })
    },

    async close() {
      closing ??= closeStore({ spaces, lock, journal, compactor, queue })
      return closing
    },
  }
}

// A commit without writes only asks.
function checked(space: MemorySpace, now: number, { checks, settling }: Commit): CommitResult | Due {
  const due = settling === true ? undefined : space.dueAt(now)
  if (due !== undefined) return { due }
  const failed = space.firstFailed(checks)
  return failed < 0 ? { ok: true, version: space.version } : { ok: false, failed }
}

async function openStore(path: string, fsync: FsyncMode, options: FileStoreOptions): Promise<OpenStore> {
  const { io = diskIo, log = silent, processes = machineProcesses, minJournalBytes } = options
  await orFault(path, io.makeFolder(path))
  const lock = await lockFolder(io, path, processes)
  try {
    const { spaces, next, snapshotBytes, journals } = await orFault(path, recover(io, path, log))
    const setup = { io, folder: path, fsync, log }
    const last = journals.at(-1)
    const opened =
      last === undefined ? Journal.create(setup, next) : Journal.open(setup, last.path, last.bytes)
    const journal = await orFault(path, opened)
    const sealed = journals.slice(0, -1)
    const limits = minJournalBytes === undefined ? {} : { minJournalBytes }
    const compactor = new Compactor({ io, folder: path, log, journal, snapshotBytes, sealed, ...limits })
    const betweenWrites = (written: number) => compactor.check(written)
    return {
      spaces,
      lock,
      journal,
      compactor,
      queue: new CommitQueue({ spaces, journal, next, betweenWrites }),
    }
  } catch (error) {
    await lock.release().catch(() => undefined)
    throw error
  }
}

async function orFault<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw faultOf(error, path)
  }
}

async function closeStore({ spaces, lock, journal, compactor, queue }: OpenStore): Promise<void> {
  await queue.idle()
  await compactor.stop()
  spaces.clear()
  try {
    await journal.close()
  } finally {
    await lock.release()
  }
}

function healthOf(fsync: FsyncMode, { spaces, journal, compactor, queue }: OpenStore): StoreHealth {
  let rows = 0
  for (const space of spaces.values()) rows += space.rowCount
  const failure = journal.failure ?? queue.failure ?? compactor.failure
  return {
    kind: 'file',
    status: journal.failure !== undefined ? 'unhealthy' : failure !== undefined ? 'degraded' : 'healthy',
    details: {
      spaces: spaces.size,
      rows,
      fsync,
      journalBytes: compactor.journalBytes,
      snapshotBytes: compactor.snapshotBytes,
      waiting: queue.size,
      compacting: compactor.isRunning,
      ...(failure !== undefined && { failure: failure.message }),
    },
  }
}
