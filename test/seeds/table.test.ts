// docs/seeds.md is complete: every section of the seed documents that has a block has a row, and every row is true.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../architecture/source-files.js'

/** Where the documents are, on machines that have them. */
const documentsFolder = [process.env.MOCKGEN_SEEDS, join(root, '../shared/seeds')].find(
  (folder) => folder !== undefined && existsSync(folder),
)

const names = ['mock-and-roll', '3ds', 'pretendo', 'processes', 'analytics'] as const

interface Row {
  readonly document: string
  readonly section: string
  readonly files: readonly string[]
  readonly remark: string
}

const rows = readRows(readFileSync(join(root, 'docs/seeds.md'), 'utf8'))

describe('docs/seeds.md', () => {
  it.each(names)('has rows for %s, each with tests or with a reason', (name) => {
    const own = rows.filter(({ document }) => document === name)
    expect(own.length).toBeGreaterThan(5)
    expect(own.filter(({ files, remark }) => files.length === 0 && remark === '')).toEqual([])
  })

  it('names files that exist', () => {
    const named = rows.flatMap(({ files, remark }) => [...files, ...paths(remark)])
    expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([])
  })

  it('names tests with the title of their section', () => {
    const untitled = rows.flatMap(({ document, section, files }) =>
      files.filter((file) => !isNamed(section, file)).map((file) => `${document} > ${section}: ${file}`),
    )
    expect(untitled).toEqual([])
  })

  it('has a row for every section that is tested', () => {
    const tested = readdirSync(join(root, 'test/seeds')).filter((file) => /\.test\.ts$/.test(file))
    const listed = new Set(rows.flatMap(({ files }) => files))
    expect(tested.map((file) => `test/seeds/${file}`).filter((file) => !listed.has(file))).toEqual([
      'test/seeds/table.test.ts',
    ])
  })

  it.skipIf(documentsFolder === undefined)(
    'has a row for every section of the documents that has a block (needs the documents beside the project)',
    () => {
      const missing = readdirSync(documentsFolder ?? '')
        .filter((file) => file.endsWith('.txt'))
        .sort()
        .flatMap((file, i) => {
          const known = new Set(
            rows.filter((row) => row.document === names[i]).map((row) => plain(row.section)),
          )
          const text = readFileSync(join(documentsFolder ?? '', file), 'utf8')
          return sectionsWithBlocks(text)
            .filter((section) => !known.has(section))
            .map((section) => `${names[i]} > ${section}`)
        })
      expect([...new Set(missing)]).toEqual([])
    },
  )
})

// `## 3ds: …`, then a table of `| section | tests | remark |`.
function readRows(text: string): readonly Row[] {
  let document = ''
  return text.split('\n').flatMap((line) => {
    const heading = /^## `?([\w-]+)`?/.exec(line)
    if (heading !== null) document = heading[1] ?? ''
    const [, section, files, remark] = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    if (section === undefined || files === undefined || section === 'section' || /^-+$/.test(section))
      return []
    return [{ document, section, files: paths(files), remark: remark ?? '' }]
  })
}

function paths(text: string): readonly string[] {
  return [...text.matchAll(/`((?:test|docs|examples|templates)\/[\w./-]+)`/g)].map((match) => match[1] ?? '')
}

// Titles stand in literals of several kinds; what is compared has neither quotes nor numbers before its parts.
function isNamed(section: string, file: string): boolean {
  const leaf = plain(section).split(' > ').at(-1) ?? ''
  return readFileSync(join(root, file), 'utf8')
    .replace(/[*`"'\\]/g, '')
    .includes(leaf)
}

function sectionsWithBlocks(text: string): readonly string[] {
  const found: string[] = []
  let trail: { readonly depth: number; readonly title: string }[] = []
  let isInside = false
  for (const line of text.split('\n')) {
    if (/^\s*```/.test(line)) {
      isInside = !isInside
      if (isInside)
        found.push(
          trail
            .slice(1)
            .map(({ title }) => plain(title))
            .join(' > '),
        )
    }
    const heading = isInside ? null : /^(#+)\s+(.*)/.exec(line)
    const depth = heading?.[1]?.length
    if (depth !== undefined)
      trail = [...trail.filter((outer) => outer.depth < depth), { depth, title: heading?.[2] ?? '' }]
  }
  return [...new Set(found)]
}

// Without pictures, markup and numbers.
function plain(title: string): string {
  return title
    .replace(/[^\x20-\x7e]/gu, '')
    .replace(/[*`"'\\]/g, '')
    .split(' > ')
    .map((part) => part.trim().replace(/^\d+\. /, ''))
    .join(' > ')
}
