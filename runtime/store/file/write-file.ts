// Writes a whole file so that it is there in full or not at all, also after a loss of power.
import { dirname } from 'node:path'
import type { AppendFile, FileIo } from './file-io.js'
import { temporaryName } from './file-names.js'

/** Bytes that are collected before they go to the disk. */
const pieceBytes = 256 * 1024

/**
 * Bytes after which what was written is made durable. The journal's syncs wait for all that the file system has to write,
 * so a long file that is left to one sync at its end would hold up every commit meanwhile.
 */
const maxUnsyncedBytes = 8 * 1024 * 1024

const newline = Buffer.from('\n')

/** Takes lines for a file that nobody sees yet. A promise must be waited for before the next line. */
export interface LineSink {
  /** Adds a line with its newline. */
  add(line: string): Promise<void> | undefined
  /** Adds a line that comes without its newline; the bytes are copied. */
  copy(line: Buffer): Promise<void> | undefined
}

/**
 * Lets `fill` write the file beside its place, then: sync, rename, sync of the folder. Resolves to its size in bytes. After a
 * failure `path` is what it was before, or all of the new file.
 */
export async function writeFile(
  io: FileIo,
  path: string,
  fill: (sink: LineSink) => Promise<void>,
): Promise<number> {
  const temporary = temporaryName(path)
  await io.remove(temporary)
  try {
    const bytes = await fillAndSync(await io.create(temporary), fill)
    await io.rename(temporary, path)
    await io.syncFolder(dirname(path))
    return bytes
  } catch (error) {
    // What is left over is removed by the next attempt or start, should this fail too.
    await io.remove(temporary).catch(() => undefined)
    throw error
  }
}

async function fillAndSync(file: AppendFile, fill: (sink: LineSink) => Promise<void>): Promise<number> {
  const sink = new FileSink(file)
  try {
    await fill(sink)
    await sink.flush()
    await file.sync()
  } finally {
    await file.close()
  }
  return sink.size
}

class FileSink implements LineSink {
  readonly #file: AppendFile
  readonly #piece = Buffer.allocUnsafe(pieceBytes)
  #used = 0
  #unsynced = 0
  /** Bytes that were written, without what waits for the next flush. */
  size = 0

  constructor(file: AppendFile) {
    this.#file = file
  }

  add(line: string): Promise<void> | undefined {
    return this.#push(Buffer.from(line))
  }

  copy(line: Buffer): Promise<void> | undefined {
    return this.#push(line, newline)
  }

  async flush(): Promise<void> {
    const used = this.#used
    this.#used = 0
    await this.#write(this.#piece.subarray(0, used))
  }

  #push(...parts: readonly Buffer[]): Promise<void> | undefined {
    const length = parts.reduce((sum, part) => sum + part.length, 0)
    if (this.#used + length > pieceBytes) return this.#flushAndPush(parts, length)
    for (const part of parts) this.#used += part.copy(this.#piece, this.#used)
    return undefined
  }

  async #flushAndPush(parts: readonly Buffer[], length: number): Promise<void> {
    const kept = parts.map((part) => Buffer.from(part))
    await this.flush()
    if (length <= pieceBytes) this.#push(...kept)
    else await this.#write(Buffer.concat(kept))
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#file.append(bytes)
    this.size += bytes.length
    this.#unsynced += bytes.length
    if (this.#unsynced < maxUnsyncedBytes) return
    this.#unsynced = 0
    await this.#file.sync()
  }
}
