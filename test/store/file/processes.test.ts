// Two processes and one folder, and processes that are killed while they write.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../runtime/ids.js'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import { tempFolder } from '../../support/temp-folder.js'
import { commitPair, pairsIn } from './test-commits.js'

const root = tempFolder('mockgen-processes')
const writer = fileURLToPath(new URL('./writer.ts', import.meta.url))
const modes = ['always', 'everysec', 'never'] as const
/** How often a writer is killed; more for a longer run. */
const kills = Number(process.env.STORE_KILLS ?? 10)
const seed = Number(process.env.STORE_SEED ?? 20_261)
/** Most pairs that a writer acknowledges before it is killed; its journal is compacted every 40 or so. */
const maxPairs = 600

describe('one process at a time', () => {
  it('refuses a folder that another process uses, names the process, and takes it over when that is dead', async () => {
    const folder = mkdtempSync(join(root, 'store-'))
    const child = startWriter(folder, 'always', 0, 1)
    await child.lines(2)
    const refused = createFileStore(folder)
    await expect(refused).rejects.toMatchObject({ code: 'MOCK_STORE_LOCKED' })
    await expect(refused).rejects.toThrow(String(child.process.pid))
    await child.kill()
    const store = await createFileStore(folder)
    expect(await pairsIn(store)).toEqual([0])
    await store.close()
  })

  it('refuses a folder that this process uses already', async () => {
    const folder = mkdtempSync(join(root, 'store-'))
    const store = await createFileStore(folder)
    await expect(createFileStore(folder)).rejects.toMatchObject({ code: 'MOCK_STORE_LOCKED' })
    await commitPair(store, 1)
    await store.close()
    await store.close()
    expect(readdirSync(folder)).toEqual(['journal-000000000001.jsonl'])
  })

  it('lets one of many that start at once have a folder whose owner is dead', async () => {
    const folder = mkdtempSync(join(root, 'store-'))
    const child = startWriter(folder, 'always', 0, 0)
    await child.lines(1)
    await child.kill()
    const starts = await Promise.allSettled(Array.from({ length: 8 }, () => createFileStore(folder)))
    const opened = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []))
    expect(opened).toHaveLength(1)
    for (const store of opened) await store.close()
  })

  it.skipIf(process.platform !== 'linux')(
    'takes over the lock of a process whose number is used again',
    async () => {
      const folder = mkdtempSync(join(root, 'store-'))
      writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: process.pid, startedAt: '1' }))
      const store = await createFileStore(folder)
      expect(JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'))).toMatchObject({ pid: process.pid })
      await store.close()
    },
  )

  it.each(['', '{"pid":', '{"pid":-1}', '[]'])('takes over a lock that says %j', async (text) => {
    const folder = mkdtempSync(join(root, 'store-'))
    writeFileSync(join(folder, 'lock.json'), text)
    const store = await createFileStore(folder)
    await store.close()
    expect(readdirSync(folder)).not.toContain('lock.json')
  })
})

describe('a process that is killed while it writes', () => {
  it.each(modes)(
    `leaves every acknowledged commit and no partial one, with fsync %s (${kills} kills, seed ${seed})`,
    { timeout: 20_000 + kills * 5_000 },
    async (mode) => {
      const random = createRandom(seed)
      const folder = mkdtempSync(join(root, 'store-'))
      let first = 0
      const acknowledged = new Set<number>()
      for (let kill = 0; kill < kills; kill++) {
        const child = startWriter(folder, mode, first, Number.MAX_SAFE_INTEGER)
        for (const line of await child.killAfter(1 + Math.floor(random() * maxPairs)))
          if (line !== 'open') acknowledged.add(Number(line))
        const store = await createFileStore(folder, { fsync: mode })
        const found = new Set(await pairsIn(store))
        expect([...acknowledged].filter((number) => !found.has(number))).toEqual([])
        first = Math.max(-1, ...found) + 1
        await store.close()
      }
      expect(acknowledged.size).toBeGreaterThan(kills)
      expect(readdirSync(folder)).toContain('snapshot.jsonl')
    },
  )
})

interface Writer {
  readonly process: ChildProcess
  /** Resolves when it has said so many lines. */
  lines(count: number): Promise<void>
  kill(): Promise<void>
  /** Kills it when it has said so many lines; resolves to all that it said. */
  killAfter(count: number): Promise<readonly string[]>
}

function startWriter(folder: string, mode: string, first: number, last: number): Writer {
  const args = ['--import', 'tsx', writer, folder, mode, String(first), String(last)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: string[] = []
  const output = createInterface({ input: child.stdout })
  const closed = Promise.all([once(output, 'close'), once(child, 'exit')])
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  output.on('line', (line) => {
    said.push(line)
    for (const { count, resolve } of waiting) if (said.length >= count) resolve()
  })
  const lines = (count: number) =>
    Promise.race([
      new Promise<void>((resolve) => waiting.push({ count, resolve })),
      closed.then(() => Promise.reject(new Error(`The writer ended after: ${said.join(' ')}`))),
    ])
  const kill = async () => {
    child.kill('SIGKILL')
    await closed
  }
  return {
    process: child,
    lines,
    kill,
    async killAfter(count) {
      await lines(count)
      await kill()
      return said
    },
  }
}
