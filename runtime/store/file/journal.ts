// The journal that gets new entries: appends, makes durable, repairs its end after a failure, and is rotated.
import { join } from 'node:path'
import { StoreError } from '../../store-error.js'
import type { StoreLog } from '../store-log.js'
import { faultOf } from './file-errors.js'
import type { AppendFile, FileIo } from './file-io.js'
import { journalName } from './file-names.js'
import { formatLine } from './format-line.js'
import { journalFormat } from './journal-line.js'
import { writeFile } from './write-file.js'

/**
 * When what was committed survives a loss of power: `always` before the commit is answered, `everysec` at most a second
 * later, `never` when the operating system likes. The end of the process alone loses nothing in any of them.
 */
export type FsyncMode = 'always' | 'everysec' | 'never'

/** Longest time between a write and its sync with `everysec`, in milliseconds. */
const syncIntervalMs = 1_000

/** What a journal is made with. */
export interface JournalSetup {
  readonly io: FileIo
  readonly folder: string
  readonly fsync: FsyncMode
  readonly log: StoreLog
}

/** One call at a time; the callers queue. */
export class Journal {
  readonly #setup: JournalSetup
  #path: string
  #file: AppendFile
  #bytes: number
  #failure: StoreError | undefined
  #timer: NodeJS.Timeout | undefined
  #backgroundSync: Promise<void> = Promise.resolve()

  private constructor(setup: JournalSetup, path: string, file: AppendFile, bytes: number) {
    this.#setup = setup
    this.#path = path
    this.#file = file
    this.#bytes = bytes
  }

  /** Goes on with a journal. */
  static async open(setup: JournalSetup, path: string, bytes: number): Promise<Journal> {
    return new Journal(setup, path, await setup.io.open(path), bytes)
  }

  /** Begins the journal whose first entry is number `first`. */
  static async create(setup: JournalSetup, first: number): Promise<Journal> {
    const path = join(setup.folder, journalName(first))
    const bytes = await writeHeader(setup.io, path, first)
    return Journal.open(setup, path, bytes)
  }

  get path(): string {
    return this.#path
  }

  /** Size in bytes. */
  get bytes(): number {
    return this.#bytes
  }

  /** Why nothing can be appended any more. */
  get failure(): StoreError | undefined {
    return this.#failure
  }

  /** Resolves when the lines are as durable as the mode says. After a rejection none of them is in the journal. */
  async append(lines: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure
    const bytes = Buffer.from(lines)
    try {
      await this.#file.append(bytes)
    } catch (error) {
      throw await this.#cutBack(error)
    }
    if (this.#setup.fsync === 'always') await this.#syncOrCut()
    this.#bytes += bytes.length
    if (this.#setup.fsync === 'everysec')
      this.#timer ??= setTimeout(() => this.#syncInBackground(), syncIntervalMs)
  }

  /** Ends this journal and goes on in a new one that begins with entry `next`; resolves to the path of the ended one. */
  async rotate(next: number): Promise<string> {
    const ended = this.#path
    const old = this.#file
    await this.#sync()
    const path = join(this.#setup.folder, journalName(next))
    try {
      const bytes = await writeHeader(this.#setup.io, path, next)
      this.#file = await this.#setup.io.open(path)
      this.#bytes = bytes
    } catch (error) {
      throw await this.#forget(path, error)
    }
    this.#path = path
    // Its content is durable; a handle that does not close costs nothing but itself.
    await old
      .close()
      .catch((error: unknown) => this.#setup.log.warn({ err: error }, 'A journal did not close'))
    return ended
  }

  /** Makes everything durable, in every mode. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#backgroundSync
    try {
      if (this.#failure === undefined) await this.#sync()
    } finally {
      await this.#file.close()
    }
  }

  // The disk was full, or worse: half a line may stand at the end, and must not.
  async #cutBack(cause: unknown): Promise<Error> {
    try {
      await this.#file.truncate(this.#bytes)
      if (this.#setup.fsync === 'always') await this.#file.sync()
      return faultOf(cause, this.#path)
    } catch {
      return this.#fail(cause)
    }
  }

  // After a failed sync the system may have forgotten what it did not write, so trying again could succeed and lie.
  async #sync(): Promise<void> {
    try {
      await this.#file.sync()
    } catch (error) {
      throw this.#fail(error)
    }
  }

  async #syncOrCut(): Promise<void> {
    try {
      await this.#sync()
    } catch (error) {
      // Its commits are refused, so the next start should better not find them; it may, where this fails too.
      await this.#file.truncate(this.#bytes).catch(() => undefined)
      throw error
    }
  }

  // A journal that began but is not used would make the next start believe that entries are missing.
  async #forget(path: string, cause: unknown): Promise<Error> {
    try {
      await this.#setup.io.remove(path)
      await this.#setup.io.syncFolder(this.#setup.folder)
      return faultOf(cause, path)
    } catch {
      return this.#fail(cause)
    }
  }

  #fail(cause: unknown): StoreError {
    const { message } = faultOf(cause, this.#path)
    this.#failure ??= new StoreError(
      'MOCK_STORE_FAILED',
      `The journal ${this.#path} cannot be relied on any more (${message})`,
      'check the disk and start the server again; until then nothing is written',
      { cause },
    )
    this.#setup.log.error({ err: this.#failure }, 'The store takes no more writes')
    return this.#failure
  }

  #syncInBackground(): void {
    this.#timer = undefined
    // The failure is kept: the next write reports it.
    this.#backgroundSync = this.#sync().catch(() => undefined)
  }
}

function writeHeader(io: FileIo, path: string, first: number): Promise<number> {
  return writeFile(io, path, async (sink) => {
    await sink.add(formatLine(journalFormat, 'first', first))
  })
}
