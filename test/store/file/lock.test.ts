// Processes that find the lock of a dead one at the same moment, in many orders of their calls to the disk.
import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../../runtime/ids.js'
import type { AppendFile, FileIo } from '../../../runtime/store/file/file-io.js'
import { lockFolder } from '../../../runtime/store/file/lock-folder.js'
import { SimulatedDisk } from './simulated-disk.js'

const seed = Number(process.env.STORE_SEED ?? 20_261)
const runs = 60

const leftovers: readonly [string, { given: Readonly<Record<string, string>> }][] = [
  ['the lock of a dead process', { given: { 'lock.json': '{"pid":1}' } }],
  ['a lock without a name', { given: { 'lock.json': '' } }],
  [
    'what processes left that died while they took it over',
    {
      given: { 'lock.json': '{"pid":1}', 'lock.json.next': '{"pid":2}', 'lock.json.next.next': '{"pid":3}' },
    },
  ],
]

describe('a folder', () => {
  it.each(leftovers)(`with %s gets one owner (seed ${seed})`, async (_title, { given }) => {
    const random = createRandom(seed)
    for (let run = 0; run < runs; run++) {
      const files = Object.entries(given).map(([name, text]) => [name, Buffer.from(text)] as const)
      const disk = new SimulatedDisk(new Map(files))
      const io = hesitant(disk.io, random)
      const isAlive = ({ pid }: { readonly pid: number }) => pid > 10
      const starts = [11, 12, 13].map((pid) => lockFolder(io, '/simulated', { self: { pid }, isAlive }))
      const results = await Promise.allSettled(starts)
      const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      expect(locks).toHaveLength(1)
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'MOCK_STORE_LOCKED' })
      for (const lock of locks) await lock.release()
      expect([...disk.files.keys()]).toEqual([])
    }
  })
})

// Lets others go first, before and after each call, as often as chance wants.
function hesitant(io: FileIo, random: Random): FileIo {
  const slowly = async <T>(call: () => Promise<T>): Promise<T> => {
    await turns(random)
    const result = await call()
    await turns(random)
    return result
  }
  const file = (opened: AppendFile): AppendFile => ({
    ...opened,
    append: (bytes) => slowly(() => opened.append(bytes)),
  })
  return {
    ...io,
    create: (path) => slowly(async () => file(await io.create(path))),
    rename: (from, to) => slowly(() => io.rename(from, to)),
    remove: (path) => slowly(() => io.remove(path)),
    async *read(path) {
      await turns(random)
      yield* io.read(path)
    },
  }
}

async function turns(random: Random): Promise<void> {
  for (let left = Math.floor(random() * 6); left > 0; left--) await undefined
}
