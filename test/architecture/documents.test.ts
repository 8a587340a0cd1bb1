// The documents that name files, commands and doors: what they name exists.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { version } from '../../runtime/version.js'
import { readSources, root } from './source-files.js'

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const manifest = JSON.parse(read('package.json'))
const runtimeManifest = JSON.parse(read('runtime/package.json'))

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md')

  it('has a row for each dependency, with the file that is its door', () => {
    const rows = new Map(
      [...text.matchAll(/^\| ([^|]+) \| [^|]+ \| [^|]* \|([^|]*)\|$/gm)].map(([, name = '', door = '']) => [
        name.trim(),
        /`([^`]+)`/.exec(door)?.[1],
      ]),
    )
    const own = new Set(['@mockgen/runtime'])
    const sources = readSources(['runtime', 'generator', 'bin'])
    for (const name of [
      ...Object.keys(manifest.dependencies),
      ...Object.keys(runtimeManifest.dependencies),
    ]) {
      if (own.has(name)) continue
      const [, door] = [...rows].find(([names]) => names.split(', ').includes(name)) ?? []
      expect(rows.size, `${name} has no row`).toBeGreaterThan(0)
      if (door === undefined) {
        expect(
          [...rows.keys()].some((names) => names.split(', ').includes(name)),
          `${name} has no row`,
        ).toBe(true)
        continue
      }
      const file = sources.find(({ path }) => path.endsWith(`/${door}`) || path === door)
      const imports =
        file?.imports.filter(({ typeOnly }) => !typeOnly).map(({ specifier }) => specifier) ?? []
      expect(
        imports.some((item) => item === name || item.startsWith(`${name}/`)),
        `${door} is no door to ${name}`,
      ).toBe(true)
    }
  })

  it('names files that exist', () => {
    const named = [...text.matchAll(/`((?:generator|runtime|bin|test|docs)\/[\w./-]+)`/g)].map(
      ([, path = '']) => path,
    )
    expect(named.length).toBeGreaterThan(5)
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('README.md and bench/README.md', () => {
  it('name scripts that exist', () => {
    const named = [...`${read('README.md')}${read('bench/README.md')}`.matchAll(/npm run ([\w:-]+)/g)]
    expect(named.length).toBeGreaterThan(1)
    for (const [, script = ''] of named) expect(Object.keys(manifest.scripts)).toContain(script)
  })

  it('link to files that exist', () => {
    const links = [...read('README.md').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(3)
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

describe('versions', () => {
  it('are the same in both packages and in the runtime itself', () => {
    expect(runtimeManifest.version).toBe(manifest.version)
    expect(manifest.dependencies['@mockgen/runtime']).toBe(manifest.version)
    expect(version).toBe(manifest.version)
  })
})
