// Writes a whole file so that it is there in full or not at all, also after a loss of power.
import { dirname } from 'node:path'
import type { AppendFile, FileIo } from './file-io.js'
import { temporaryName } from './file-names.js'

/** Text that is collected before it goes to the disk, in UTF-16 units. */
const pieceLength = 256 * 1024

/** Takes lines for a file that nobody sees yet. A promise must be waited for before the next line. */
export interface LineSink {
  add(line: string): Promise<void> | undefined
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
  let text = ''
  let size = 0
  const flush = async () => {
    const bytes = Buffer.from(text)
    text = ''
    size += bytes.length
    await file.append(bytes)
  }
  try {
    await fill({
      add(line) {
        text += line
        return text.length < pieceLength ? undefined : flush()
      },
    })
    await flush()
    await file.sync()
  } finally {
    await file.close()
  }
  return size
}
