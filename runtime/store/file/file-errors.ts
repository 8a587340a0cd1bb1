// What the errors of the file system mean for the person who runs the server.
import { StoreError, type StoreErrorCode } from '../../store-error.js'

const meanings: Readonly<Record<string, readonly [StoreErrorCode, string, string]>> = {
  EACCES: ['MOCK_STORE_FORBIDDEN', 'may not be used', 'give the user of this process read and write rights'],
  EPERM: ['MOCK_STORE_FORBIDDEN', 'may not be used', 'give the user of this process read and write rights'],
  EROFS: [
    'MOCK_STORE_READ_ONLY',
    'is on a read-only file system',
    'mount it writable or choose another folder',
  ],
  ENOSPC: ['MOCK_STORE_FULL', 'is on a full disk', 'free some space; the next write tries again'],
  EDQUOT: ['MOCK_STORE_FULL', 'is over the disk quota', 'free some space; the next write tries again'],
  ENOTDIR: ['MOCK_STORE_NOT_A_FOLDER', 'is not a folder', 'choose another path or move the file away'],
  EEXIST: ['MOCK_STORE_NOT_A_FOLDER', 'is not a folder', 'choose another path or move the file away'],
  ENAMETOOLONG: ['MOCK_STORE_NOT_A_FOLDER', 'has too long a name', 'choose a shorter path'],
  EMFILE: [
    'MOCK_STORE_IO',
    'cannot be opened: too many open files',
    'raise the limit of open files (ulimit -n)',
  ],
}

/** The fault behind an error of the file system; everything else, a bug for instance, stays what it is. */
export function faultOf(error: unknown, path: string): Error {
  const errno = errnoOf(error)
  if (!(error instanceof Error)) return new Error(String(error))
  if (errno === undefined || error instanceof StoreError) return error
  const [code, problem, remedy] = meanings[errno] ?? [
    'MOCK_STORE_IO',
    `failed: ${error.message}`,
    'check the disk',
  ]
  return new StoreError(code, `The store ${path} ${problem}`, remedy, { cause: error })
}

/** The symbolic code of an error of the system, such as `ENOENT`. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Something on the disk is not as it was written. `line` counts from 1. */
export function damage(path: string, line: number, problem: string, cause?: unknown): StoreError {
  return new StoreError(
    'MOCK_STORE_DAMAGED',
    `${path}:${line}: ${problem}`,
    'nothing was changed; restore the folder from a copy, or take a copy and remove what is damaged by hand',
    { cause },
  )
}
