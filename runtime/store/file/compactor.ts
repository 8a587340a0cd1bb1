// Decides when the journal has grown too long beside the snapshot, and runs one compaction at a time.
import type { StoreLog } from '../store-log.js'
import { compact } from './compact.js'
import type { FileIo } from './file-io.js'
import type { Journal } from './journal.js'
import type { JournalFile } from './recover.js'

/** Bytes of journal below which nothing is compacted: some 130,000 commits, which a start reads in about a second. */
const minCompactedBytes: number = 64 * 1024 * 1024

/** Bytes of journal from which it always is: a compaction holds the journal's changes in memory. */
const maxCompactedBytes: number = 128 * 1024 * 1024

/** Between the two, the journal may be as long as the snapshot: then a start reads at most twice what there is. */
const journalPerSnapshot = 1

/** What a compactor is made with. */
export interface CompactorSetup {
  readonly io: FileIo
  readonly folder: string
  readonly log: StoreLog
  readonly journal: Journal
  readonly snapshotBytes: number
  /** Journals of earlier runs that get no more entries. */
  readonly sealed: readonly JournalFile[]
  /** Default: `minCompactedBytes`. */
  readonly minJournalBytes?: number
}

class Stopped extends Error {}

/** Compaction beside the commits. Its failures are logged and tried again; they fail no commit and lose nothing. */
export class Compactor {
  readonly #setup: CompactorSetup
  readonly #sealed: string[]
  #sealedBytes: number
  #snapshotBytes: number
  #running: Promise<void> | undefined
  #failure: Error | undefined
  #isStopped = false
  #bytesAtFailure = 0

  constructor(setup: CompactorSetup) {
    this.#setup = setup
    this.#snapshotBytes = setup.snapshotBytes
    this.#sealed = setup.sealed.map((journal) => journal.path)
    this.#sealedBytes = setup.sealed.reduce((sum, journal) => sum + journal.bytes, 0)
  }

  get snapshotBytes(): number {
    return this.#snapshotBytes
  }

  /** Bytes of all journals. */
  get journalBytes(): number {
    return this.#sealedBytes + this.#setup.journal.bytes
  }

  /** Why the last compaction failed. */
  get failure(): Error | undefined {
    return this.#failure
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /** Rotates the journal and starts a compaction when it is time. Call it while nothing is being written; never rejects. */
  check(next: number): Promise<void> | undefined {
    const { journal, minJournalBytes = minCompactedBytes } = this.#setup
    const bound = Math.max(
      minJournalBytes,
      Math.min(this.#snapshotBytes * journalPerSnapshot, maxCompactedBytes),
    )
    if (this.#running !== undefined || this.#isStopped || journal.failure !== undefined) return undefined
    // After a failure the journal has to grow as much again, so that a full disk is not kept busy.
    return journal.bytes - this.#bytesAtFailure < bound ? undefined : this.#start(next)
  }

  /** Stops what is running; the next start or compaction does it again. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#running
  }

  async #start(next: number): Promise<void> {
    const { journal } = this.#setup
    const bytes = journal.bytes
    try {
      this.#sealed.push(await journal.rotate(next))
    } catch (error) {
      this.#bytesAtFailure = bytes
      this.#fail(error)
      return
    }
    this.#bytesAtFailure = 0
    this.#sealedBytes += bytes
    this.#running = this.#compact(next - 1).finally(() => {
      this.#running = undefined
    })
  }

  async #compact(last: number): Promise<void> {
    const { io, folder } = this.#setup
    try {
      const checkpoint = () => {
        if (this.#isStopped) throw new Stopped()
      }
      const sealed = [...this.#sealed]
      const hasSnapshot = this.#snapshotBytes > 0
      this.#snapshotBytes = await compact(io, { folder, hasSnapshot, sealed, last, checkpoint })
      this.#sealed.length = 0
      this.#sealedBytes = 0
      this.#failure = undefined
      // The snapshot has them: should one stay, the next start removes it.
      for (const path of sealed) await io.remove(path)
    } catch (error) {
      if (!(error instanceof Stopped)) this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#failure = error instanceof Error ? error : new Error(String(error))
    this.#setup.log.warn({ err: error }, 'The journal could not be compacted; it will be tried again')
  }
}
