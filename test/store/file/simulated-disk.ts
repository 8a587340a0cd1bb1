// A disk in memory that fails on demand, and forgets at a loss of power what was not synced.
import { basename } from 'node:path'
import type { AppendFile, FileIo } from '../../../runtime/store/file/file-io.js'

/** How much of what was not synced survives a loss of power. */
export type Kept = 'nothing' | 'half' | 'everything'

interface Content {
  bytes: Buffer
  synced: Buffer
}

/** A failure that the disk answers with; an append writes half of its bytes before it fails. */
export type Failure = (call: number, name: string) => string | undefined

const noFailure: Failure = () => undefined

/** One folder of files. */
export class SimulatedDisk {
  readonly io: FileIo = this.#createIo()
  /** Asked at each call: the code of the error that it fails with. */
  failure: Failure = noFailure
  /** Waited for in each sync, so that a test can look at what happens meanwhile. */
  beforeSync: () => Promise<void> = async () => undefined
  /** Calls that were made, by name. */
  readonly calls: string[] = []
  #names: Map<string, Content>
  #syncedNames: Map<string, Content>

  constructor(files: ReadonlyMap<string, Buffer> = new Map()) {
    const contents = [...files].map(([name, bytes]) => [name, { bytes, synced: bytes }] as const)
    this.#names = new Map(contents)
    this.#syncedNames = new Map(contents)
  }

  /** The files as a process sees them. */
  get files(): ReadonlyMap<string, Buffer> {
    return new Map([...this.#names].map(([name, { bytes }]) => [name, bytes]))
  }

  /** The disk as it would be after a loss of power now. */
  copyAfterPowerLoss(kept: Kept): SimulatedDisk {
    const names = kept === 'nothing' ? this.#syncedNames : this.#names
    return new SimulatedDisk(new Map([...names].map(([name, content]) => [name, survivor(content, kept)])))
  }

  #createIo(): FileIo {
    const step = (call: string) => {
      this.calls.push(call)
      const code = this.failure(this.calls.length, call)
      if (code !== undefined) throw systemError(code, call)
    }
    const find = (path: string) => {
      const content = this.#names.get(basename(path))
      if (content === undefined) throw systemError('ENOENT', path)
      return content
    }
    return {
      makeFolder: async () => step('makeFolder'),
      list: async () => {
        step('list')
        return [...this.#names.keys()]
      },
      read: (path) =>
        readPieces(() => {
          step('read')
          return find(path).bytes
        }),
      create: async (path) => {
        step('create')
        if (this.#names.has(basename(path))) throw systemError('EEXIST', path)
        const content = { bytes: Buffer.alloc(0), synced: Buffer.alloc(0) }
        this.#names.set(basename(path), content)
        return this.#file(content, step)
      },
      open: async (path) => {
        step('open')
        return this.#file(find(path), step)
      },
      rename: async (from, to) => {
        step('rename')
        const content = find(from)
        this.#names.delete(basename(from))
        this.#names.set(basename(to), content)
      },
      remove: async (path) => {
        step('remove')
        this.#names.delete(basename(path))
      },
      syncFolder: async () => {
        step('syncFolder')
        this.#syncedNames = new Map(this.#names)
      },
    }
  }

  #file(content: Content, step: (call: string) => void): AppendFile {
    return {
      append: async (bytes) => {
        try {
          step('append')
        } catch (error) {
          content.bytes = Buffer.concat([content.bytes, bytes.subarray(0, bytes.length / 2)])
          throw error
        }
        content.bytes = Buffer.concat([content.bytes, bytes])
      },
      sync: async () => {
        await this.beforeSync()
        step('sync')
        content.synced = content.bytes
      },
      truncate: async (size) => {
        step('truncate')
        content.bytes = content.bytes.subarray(0, size)
      },
      close: async () => step('close'),
    }
  }
}

function survivor({ bytes, synced }: Content, kept: Kept): Buffer {
  if (kept === 'nothing') return synced
  if (kept === 'everything' || bytes.length < synced.length) return bytes
  return bytes.subarray(0, synced.length + Math.ceil((bytes.length - synced.length) / 2))
}

// Small pieces, so that lines lie across their borders.
async function* readPieces(bytesOf: () => Buffer): AsyncGenerator<Buffer> {
  const bytes = bytesOf()
  for (let start = 0; start < bytes.length; start += 100) yield bytes.subarray(start, start + 100)
}

function systemError(code: string, call: string): Error {
  return Object.assign(new Error(`${code}: ${call}`), { code })
}
