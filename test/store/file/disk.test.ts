// The file store on a real disk: what its files look like, the largest of what it takes, and disks that refuse.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import type { Store, Write } from '../../../runtime/store/store.js'
import { tempFolder } from '../../support/temp-folder.js'
import { commitPair, pairsIn } from './test-commits.js'

const root = tempFolder('mockgen-disk')
const fsync = 'never'
const collection = 'pets'

describe('the files', () => {
  it('can be read by a person: a commit a line, then a record a line, in order', async () => {
    const folder = mkdtempSync(join(root, 'store-'))
    const store = await createFileStore(folder, { fsync, minJournalBytes: 700 })
    await write(store, put('b', '{"name":"Rex","tags":["x"]}'), put('a', 'no JSON'))
    await write(store, { write: 'claim', collection, constraint: 'name', value: 'Rex', id: 'b' })
    await write(store, { write: 'index', collection, index: 'age', value: '5', id: 'b' })
    expect(linesOf(folder, 'journal-000000000001.jsonl')).toEqual([
      { format: 'mockgen-journal', version: 2, first: 1 },
      {
        n: 1,
        space: 'test',
        version: 1,
        rows: [
          ['pets', 'b', ['put', 1]],
          ['pets', 'a', ['put-text', 2, 'no JSON']],
        ],
        values: [{ name: 'Rex', tags: ['x'] }],
      },
      { n: 2, space: 'test', version: 2, rows: [['pets', 'b', ['claim', 'name', 'Rex']]] },
      { n: 3, space: 'test', version: 3, rows: [['pets', 'b', ['index', 'age', '5']]] },
    ])
    await write(store, { write: 'due', collection, id: 'a', at: 99 }, put('c', '3'.repeat(400)))
    await write(store, { write: 'delete', collection, id: 'c' })
    await expect.poll(() => readdirSync(folder)).toContain('snapshot.jsonl')
    await store.close()
    const [header, ...lines] = linesOf(folder, 'snapshot.jsonl')
    expect(header).toMatchObject({ format: 'mockgen-snapshot', version: 2 })
    expect(lines.slice(0, 3)).toEqual([
      { space: 'test', version: expect.any(Number), sequence: 3 },
      {
        collection,
        id: 'b',
        sequence: 1,
        version: 1,
        value: { name: 'Rex', tags: ['x'] },
        indexes: [['age', '5']],
        unique: [['name', 'Rex']],
      },
      { collection, id: 'a', sequence: 2, version: 1, text: 'no JSON', due: 99 },
    ])
    expect(lines.at(-1)).toEqual({ end: lines.length - 2 })
  })
})

describe('the largest', () => {
  it('values of a mebibyte, deep ones and commits of 10,000 writes come back as they were', async () => {
    const folder = mkdtempSync(join(root, 'store-'))
    const values = [
      JSON.stringify('x'.repeat(1024 * 1024)),
      '\u0000'.repeat(1024 * 1024),
      '['.repeat(4_000) + ']'.repeat(4_000),
      '\uD83D'.repeat(1_000),
      JSON.stringify({ text: '\u2028\n\u{1F600}' }),
    ]
    const store = await createFileStore(folder, { fsync })
    await write(store, ...values.map((value, i) => put(`v${i}`, value)))
    await write(store, ...Array.from({ length: 10_000 }, (_, i) => put(`r${i}`, `{"i":${i}}`)))
    await store.close()
    const again = await createFileStore(folder, { fsync })
    const rows = await again.read(
      'test',
      0,
      [...values.keys()].map((i) => ({ collection, id: `v${i}` })),
    )
    expect(rows).toEqual(values.map((value) => expect.objectContaining({ value })))
    expect(await again.list('test', 0, { collection, offset: 0, limit: 0 })).toMatchObject({ total: 10_005 })
    await again.close()
  })

  it('a commit that no journal line can hold is refused, and only that', async () => {
    const store = await createFileStore(mkdtempSync(join(root, 'store-')), { fsync })
    const value = 'x'.repeat(4 * 1024 * 1024)
    const tooMuch = Array.from({ length: 20 }, (_, i) => put(`r${i}`, value))
    await expect(write(store, ...tooMuch)).rejects.toMatchObject({ code: 'MOCK_STORE_COMMIT_TOO_LARGE' })
    await commitPair(store, 1)
    expect(await pairsIn(store)).toEqual([1])
    await store.close()
  })
})

describe('a disk that refuses', () => {
  it('says so when a file stands where the folder should be, or above it', async () => {
    const file = join(root, 'file')
    writeFileSync(file, '')
    for (const folder of [file, join(file, 'below')])
      await expect(createFileStore(folder)).rejects.toMatchObject({ code: 'MOCK_STORE_NOT_A_FOLDER' })
  })

  it('creates a folder that is missing', async () => {
    const store = await createFileStore(join(root, 'deep', 'er'), { fsync })
    await store.close()
    expect(readdirSync(join(root, 'deep', 'er'))).toEqual(['journal-000000000001.jsonl'])
  })

  const disk = join(root, 'mounted')
  const canMount = mount(disk, 'size=192k')
  it.skipIf(!canMount)(
    'loses nothing when it is full, and goes on when it is not (needs the right to mount)',
    async () => {
      try {
        const store = await createFileStore(join(disk, 'store'))
        writeFileSync(join(disk, 'ballast'), Buffer.alloc(64 * 1024))
        let acknowledged = 0
        const full = async () => {
          for (; acknowledged < 10_000; acknowledged++) await commitPair(store, acknowledged)
        }
        await expect(full()).rejects.toMatchObject({ code: 'MOCK_STORE_FULL' })
        expect(await pairsIn(store)).toHaveLength(acknowledged)
        writeFileSync(join(disk, 'ballast'), '')
        await commitPair(store, acknowledged++)
        await store.close()
        const again = await createFileStore(join(disk, 'store'))
        expect(await pairsIn(again)).toHaveLength(acknowledged)
        await again.close()
        execFileSync('mount', ['-o', 'remount,ro', disk])
        await expect(createFileStore(join(disk, 'store'))).rejects.toMatchObject({
          code: 'MOCK_STORE_READ_ONLY',
        })
      } finally {
        execFileSync('umount', [disk])
      }
    },
  )
})

function mount(folder: string, options: string): boolean {
  mkdirSync(folder)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false // Only root may, and not in every container.
  }
}

function put(id: string, value: string): Write {
  return { write: 'put', collection, id, value }
}

async function write(store: Store, ...writes: readonly Write[]): Promise<void> {
  expect(await store.commit('test', 0, { checks: [], writes })).toMatchObject({ ok: true })
}

// The lines of a file without their checksums.
function linesOf(folder: string, name: string): readonly object[] {
  const lines = readFileSync(join(folder, name), 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const { crc, ...members } = JSON.parse(line)
    expect(crc).toMatch(/^[0-9a-f]{8}$/)
    return members
  })
}
