// The file system as the file store sees it: few calls, so that a test can make each of them fail or forget.
import { createReadStream, writeSync } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'

/** Bytes that one read takes: a few hundred lines, between which other work of the process goes on. */
const readBytes = 256 * 1024

/**
 * Bytes that are appended on the spot. Copying so few to the page cache takes less than handing them to another thread, and
 * a sync can be on its way before this thread goes on with other work.
 */
const maxDirectBytes = 256 * 1024

/** A file that only grows, or is cut. */
export interface AppendFile {
  /** Writes all bytes at the end. After a rejection a part of them may stand there. */
  append(bytes: Uint8Array): Promise<void>
  /** Resolves when everything that was appended survives a loss of power (`fdatasync`). */
  sync(): Promise<void>
  /** Cuts the file to its first `size` bytes. */
  truncate(size: number): Promise<void>
  close(): Promise<void>
}

/** Calls reject with the errors of `node:fs`: `code` is `ENOENT`, `ENOSPC` and so on. Paths are absolute. */
export interface FileIo {
  /** Creates a folder and those above it; one that exists is fine. */
  makeFolder(path: string): Promise<void>
  /** Names in a folder, in no order. */
  list(folder: string): Promise<readonly string[]>
  /** The bytes of a file, piece by piece. */
  read(path: string): AsyncIterable<Uint8Array>
  /** A new file; rejects with `EEXIST` when there is one. */
  create(path: string): Promise<AppendFile>
  /** A file that exists, to go on at its end. */
  open(path: string): Promise<AppendFile>
  /** Replaces `to` in one step. */
  rename(from: string, to: string): Promise<void>
  /** Removes a file; one that is not there is fine. */
  remove(path: string): Promise<void>
  /** Resolves when the names in the folder survive a loss of power. */
  syncFolder(folder: string): Promise<void>
}

/** The disk. */
export const diskIo: FileIo = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true })
  },
  list: (folder) => readdir(folder),
  read: (path) => createReadStream(path, { highWaterMark: readBytes }),
  create: async (path) => appendFile(await open(path, 'ax')),
  // Not 'a' alone: a journal that vanished must not silently begin anew.
  open: async (path) => appendFile(await openExisting(path)),
  rename,
  remove: (path) => rm(path, { force: true }),
  async syncFolder(folder) {
    // Windows has no folders to open; its file systems keep names in a journal of their own.
    if (process.platform === 'win32') return
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  },
}

async function openExisting(path: string): Promise<FileHandle> {
  await (await open(path, 'r+')).close()
  return open(path, 'a')
}

function appendFile(handle: FileHandle): AppendFile {
  return {
    async append(bytes) {
      // A disk that is nearly full takes a part and refuses the rest with the next call.
      for (let done = 0; done < bytes.length; ) {
        if (bytes.length <= maxDirectBytes) done += writeSync(handle.fd, bytes, done)
        else done += (await handle.write(bytes, done)).bytesWritten
      }
    },
    sync: () => handle.datasync(),
    truncate: (size) => handle.truncate(size),
    close: () => handle.close(),
  }
}
