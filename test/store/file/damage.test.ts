// What a start makes of a folder that is not as it was left: a torn last line is cut off, anything else stops it.
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { checkedLine } from '../../../runtime/store/file/checked-line.js'
import { createFileStore } from '../../../runtime/store/file/file-store.js'
import { StoreError } from '../../../runtime/store-error.js'
import { tempFolder } from '../../support/temp-folder.js'
import { commitPair, pairsIn } from './test-commits.js'

const root = tempFolder('mockgen-damage')
const journal = 'journal-000000000001.jsonl'
const fsync = 'never'

let original: string
let bytes: Buffer
let lastLine: number

beforeAll(async () => {
  original = mkdtempSync(join(root, 'original-'))
  const store = await createFileStore(original, { fsync })
  for (const number of [1, 2, 3]) await commitPair(store, number)
  await store.close()
  bytes = readFileSync(join(original, journal))
  lastLine = bytes.lastIndexOf('\n', -2) + 1
})

describe('a torn last line', () => {
  it('is cut off at whatever byte it ends, and the journal goes on behind what is left', async () => {
    for (let length = lastLine; length < bytes.length; length++) {
      const folder = folderWith(bytes.subarray(0, length))
      const warnings: object[] = []
      const log = { info: () => {}, error: () => {}, warn: (fields: object) => warnings.push(fields) }
      const store = await createFileStore(folder, { fsync, log })
      expect(await pairsIn(store)).toEqual([1, 2])
      expect(warnings).toHaveLength(length === lastLine ? 0 : 1)
      await commitPair(store, 4)
      await store.close()
      expect(await pairsOf(folder)).toEqual([1, 2, 4])
    }
  })

  it('is cut off when a byte of it is damaged', async () => {
    for (let at = lastLine; at < bytes.length; at++)
      expect(await pairsOf(folderWith(flipped(bytes, at)))).toEqual([1, 2])
  })
})

describe('damage anywhere else', () => {
  it('stops the start with the file and the line, and changes nothing', async () => {
    for (let at = 0; at < lastLine; at++) {
      const damaged = flipped(bytes, at)
      const folder = folderWith(damaged)
      const line = bytes.subarray(0, at).toString('latin1').split('\n').length
      const error = await refusalOf(folder)
      expect(error.code).toMatch(/^MOCK_STORE_(DAMAGED|NEWER_FORMAT)$/)
      expect(error.message).toContain(error.code === 'MOCK_STORE_DAMAGED' ? `${journal}:${line}: ` : journal)
      expect(readdirSync(folder)).toEqual([journal])
      expect(readFileSync(join(folder, journal)).equals(damaged)).toBe(true)
    }
  })

  it('stops the start in a snapshot too, at every byte', async () => {
    const folder = mkdtempSync(join(root, 'snapshot-'))
    const store = await createFileStore(folder, { fsync, minJournalBytes: 1 })
    for (const number of [1, 2]) await commitPair(store, number)
    await compacted(folder)
    await store.close()
    const snapshot = readFileSync(join(folder, 'snapshot.jsonl'))
    for (let at = 0; at < snapshot.length; at++) {
      const copy = mkdtempSync(join(root, 'copy-'))
      cpSync(folder, copy, { recursive: true })
      writeFileSync(join(copy, 'snapshot.jsonl'), flipped(snapshot, at))
      expect((await refusalOf(copy)).code).toMatch(/^MOCK_STORE_(DAMAGED|NEWER_FORMAT)$/)
    }
  })

  const lines = () => bytes.toString().split('\n').slice(0, -1)
  const cases: readonly [string, { given: () => string; want: string }][] = [
    ['a line that is missing', { given: () => without(lines(), 1), want: 'MOCK_STORE_DAMAGED' }],
    [
      'a line that comes twice',
      { given: () => text([...lines().slice(0, 2), ...lines().slice(1)]), want: 'MOCK_STORE_DAMAGED' },
    ],
    ['an empty file', { given: () => '', want: 'MOCK_STORE_DAMAGED' }],
    ['a header without its end', { given: () => '{"crc":"12', want: 'MOCK_STORE_DAMAGED' }],
    ['another kind of file', { given: () => 'hello\n', want: 'MOCK_STORE_DAMAGED' }],
    [
      'a newer format',
      {
        given: () => text([header(3).trimEnd(), ...lines().slice(1)]),
        want: 'MOCK_STORE_NEWER_FORMAT',
      },
    ],
    [
      'a write that this format does not have',
      {
        given: () =>
          `${header(2)}${checkedLine('"n":1,"space":"a","version":1,"rows":[["a","b",["rename"]]]')}`,
        want: 'MOCK_STORE_DAMAGED',
      },
    ],
    [
      'a version that does not follow',
      {
        given: () =>
          `${header(2)}${checkedLine('"n":1,"space":"a","version":2,"rows":[["a","b",["delete"]]]')}`,
        want: 'MOCK_STORE_DAMAGED',
      },
    ],
  ]
  it.each(cases)('%s stops the start', async (_title, { given, want }) => {
    const folder = folderWith(Buffer.from(given()))
    expect((await refusalOf(folder)).code).toBe(want)
    expect(readFileSync(join(folder, journal), 'utf8')).toBe(given())
  })

  it('a missing journal stops the start', async () => {
    const folder = folderWith(bytes)
    writeFileSync(join(folder, 'journal-000000000009.jsonl'), header(2, 9))
    expect((await refusalOf(folder)).code).toBe('MOCK_STORE_DAMAGED')
  })

  it('a line that is not whole in a journal that is not the last stops the start', async () => {
    const folder = folderWith(bytes.subarray(0, -1))
    writeFileSync(join(folder, 'journal-000000000003.jsonl'), header(2, 3))
    expect((await refusalOf(folder)).code).toBe('MOCK_STORE_DAMAGED')
  })
})

describe('leftovers', () => {
  it('of an interrupted compaction are removed, files of others are kept', async () => {
    const folder = folderWith(bytes)
    for (const name of ['snapshot.jsonl.tmp', 'journal-000000000004.jsonl.tmp', 'notes.txt', 'other.tmp'])
      writeFileSync(join(folder, name), 'half')
    expect(await pairsOf(folder)).toEqual([1, 2, 3])
    expect(readdirSync(folder).sort()).toEqual([journal, 'notes.txt', 'other.tmp'])
  })
})

function folderWith(content: Buffer): string {
  const folder = mkdtempSync(join(root, 'store-'))
  writeFileSync(join(folder, journal), content)
  return folder
}

async function pairsOf(folder: string): Promise<readonly number[]> {
  const store = await createFileStore(folder, { fsync })
  try {
    return await pairsIn(store)
  } finally {
    await store.close()
  }
}

async function refusalOf(folder: string): Promise<StoreError> {
  const error: unknown = await createFileStore(folder, { fsync }).catch((cause: unknown) => cause)
  if (error instanceof StoreError) return error
  throw new Error(`The start of ${folder} should have been refused`, { cause: error })
}

async function compacted(folder: string): Promise<void> {
  await expect.poll(() => readdirSync(folder)).toContain('snapshot.jsonl')
}

function flipped(content: Buffer, at: number): Buffer {
  const copy = Buffer.from(content)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

function header(version: number, first = 1): string {
  return checkedLine(`"format":"mockgen-journal","version":${version},"first":${first}`)
}

function without(lines: readonly string[], at: number): string {
  return text(lines.filter((_, position) => position !== at))
}

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}
