// The import rules of ARCHITECTURE.md, held by reading every source file.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSources, root, type SourceFile } from './source-files.js'

const runtime = readSources(['runtime'])
const generator = readSources(['generator'])
const bin = readSources(['bin'])
// typescript is there because openapi-typescript needs it as a peer, and to read hooks; its door has a rule of its own.
const generatorLibraries = dependenciesOf('package.json').filter((name) => name !== 'typescript')
const runtimeLibraries = dependenciesOf('runtime/package.json')
const all = [...runtime, ...generator, ...bin]

describe('import rules', () => {
  it('finds the sources it is about', () => {
    expect(runtime.length).toBeGreaterThan(20)
    expect(generator.length).toBeGreaterThan(10)
    expect(bin.length).toBeGreaterThan(3)
  })

  it('lets the runtime import only itself and its own dependencies', () => {
    expect(offenders(runtime, ({ file }) => file !== undefined && !file.startsWith('runtime/'))).toEqual([])
    expect(
      offenders(runtime, ({ specifier }) => /^(@mockgen\/|mockgen|typescript|ejs)/.test(specifier)),
    ).toEqual([])
  })

  // What expressions mean stands in the runtime, which evaluates them; the generator checks them by the same code.
  it('lets the generator take only types and the vocabulary from the runtime, and nothing from the command line', () => {
    const isVocabulary = (specifier: string) => specifier === '@mockgen/runtime/vocabulary'
    expect(
      offenders(
        generator,
        ({ specifier, typeOnly }) =>
          specifier.startsWith('@mockgen/') && !typeOnly && !isVocabulary(specifier),
      ),
    ).toEqual([])
    expect(offenders(generator, ({ file }) => file !== undefined && !file.startsWith('generator/'))).toEqual(
      [],
    )
  })

  it.each([...runtimeLibraries, ...generatorLibraries])('has exactly one door to %s', (library) => {
    expect(doorsTo(library, all)).toHaveLength(1)
  })

  it('reads TypeScript in one file, which is loaded only where there are hooks to read', () => {
    const door = 'generator/hooks/operation-uses.ts'
    expect(doorsTo('typescript', all)).toEqual([door])
    const users = all.filter(({ imports }) =>
      imports.some(({ file, typeOnly }) => file === door && !typeOnly),
    )
    expect(
      users.flatMap(({ imports }) => imports.filter(({ file, typeOnly }) => file === door && !typeOnly)),
    ).toEqual(users.map(() => expect.objectContaining({ dynamic: true })))
  })

  it('lets only the package that depends on a library import it', () => {
    expect(runtimeLibraries.flatMap((library) => doorsTo(library, [...generator, ...bin]))).toEqual([])
    const generatorOnly = [...generatorLibraries, 'typescript']
    expect(generatorOnly.flatMap((library) => doorsTo(library, runtime))).toEqual([])
  })

  it('starts a runtime with few packages: no Redis client, no fake data, no parser of expressions', () => {
    const loaded = loadedAtStart('runtime/index.ts', runtime)
    expect(loaded).toEqual(['@fastify/busboy', 'ajv', 'ajv-formats', 'koa', 'pino', 're2js'])
  })

  it('needs no more for the vocabulary than what patterns run on', () => {
    expect(loadedAtStart('runtime/vocabulary/index.ts', runtime)).toEqual(['re2js'])
  })

  it('looks at the wall clock only in runtime/clock.ts', () => {
    expect(mentioning(runtime, ['Date.now', 'new Date', 'performance.now', 'process.hrtime'])).toEqual([
      'runtime/clock.ts',
    ])
  })

  it('makes randomness only in runtime/ids.ts', () => {
    const names = [
      'Math.random',
      'randomUUID()',
      'randomBytes()',
      'crypto.randomUUID',
      'crypto.getRandomValues',
    ]
    expect(mentioning(runtime, names)).toEqual(['runtime/ids.ts'])
    expect(mentioning(generator, ['Math.random'])).toEqual([])
  })

  it('never evaluates text', () => {
    expect(mentioning(all, ['eval()', 'Function()', 'vm.runInThisContext', 'vm.runInNewContext'])).toEqual([])
  })

  it('has no import cycle', () => {
    expect(findCycle(all)).toEqual([])
  })

  it.each([
    ['runtime/store/', ['runtime/store/']],
    ['runtime/store-conformance/', ['runtime/store-conformance/', 'runtime/store/']],
    ['runtime/transactions/', ['runtime/transactions/', 'runtime/store/']],
    ['runtime/contract/', ['runtime/contract/']],
    ['runtime/expressions/', ['runtime/expressions/', 'runtime/contract/']],
    ['runtime/vocabulary/', ['runtime/vocabulary/', 'runtime/expressions/', 'runtime/contract/']],
    [
      'runtime/entities/',
      [
        'runtime/entities/',
        'runtime/transactions/',
        'runtime/store/',
        'runtime/contract/',
        'runtime/expressions/',
      ],
    ],
    [
      'runtime/sandboxes/',
      [
        'runtime/sandboxes/',
        'runtime/entities/',
        'runtime/transactions/',
        'runtime/store/',
        'runtime/expressions/',
        'runtime/vocabulary/',
      ],
    ],
    ['runtime/callbacks/', ['runtime/callbacks/', 'runtime/contract/', 'runtime/expressions/']],
    ['runtime/http/', ['runtime/http/']],
    [
      'runtime/system/',
      // It shows and changes sandboxes and their records; of operations it knows only what is handed to it.
      [
        'runtime/system/',
        'runtime/http/',
        'runtime/callbacks/',
        'runtime/sandboxes/',
        'runtime/entities/',
        'runtime/store/',
      ],
    ],
    [
      'runtime/operations/',
      [
        'runtime/operations/',
        'runtime/http/',
        'runtime/callbacks/',
        'runtime/contract/',
        'runtime/entities/',
        'runtime/expressions/',
        'runtime/sandboxes/',
        'runtime/system/',
        'runtime/handler.ts',
      ],
    ],
  ])('lets %s know only what is below it', (folder, allowed) => {
    const files = runtime.filter((file) => file.path.startsWith(folder))
    const isShared = (path: string) =>
      /^runtime\/[a-z-]+\.ts$/.test(path) && !/\/(create-)?mock-app\.ts$/.test(path)
    expect(files.length).toBeGreaterThan(0)
    expect(
      offenders(
        files,
        ({ file }) =>
          file !== undefined && !isShared(file) && !allowed.some((prefix) => file.startsWith(prefix)),
      ),
    ).toEqual([])
  })
})

function dependenciesOf(manifest: string): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, manifest), 'utf8'))
  return Object.keys(dependencies).filter((name) => name !== '@mockgen/runtime')
}

function offenders(
  files: readonly SourceFile[],
  isWrong: (item: SourceFile['imports'][number]) => boolean,
): readonly string[] {
  return files.flatMap((file) =>
    file.imports.filter(isWrong).map((item) => `${file.path} imports ${item.specifier}`),
  )
}

// Files that import values of a library; types cost nothing when a program runs.
function doorsTo(library: string, files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => file.imports.some(({ specifier, typeOnly }) => isFrom(specifier, library) && !typeOnly))
    .map((file) => file.path)
}

function isFrom(specifier: string, library: string): boolean {
  return specifier === library || specifier.startsWith(`${library}/`)
}

function mentioning(files: readonly SourceFile[], names: readonly string[]): readonly string[] {
  return files.filter((file) => names.some((name) => file.mentions.has(name))).map((file) => file.path)
}

// Packages that loading a file loads: through imports of values, and not through those that run later.
function loadedAtStart(entry: string, files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const packages = new Set<string>()
  const seen = new Set([entry])
  for (const path of seen) {
    for (const { specifier, file, typeOnly, dynamic } of byPath.get(path)?.imports ?? []) {
      if (typeOnly || dynamic || specifier.startsWith('node:')) continue
      if (file !== undefined) seen.add(file)
      else packages.add(specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'))
    }
  }
  return [...packages].sort()
}

// Type-only imports vanish when compiled, so only value imports can form a cycle at run time.
function findCycle(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    for (const { file, typeOnly } of byPath.get(path)?.imports ?? []) {
      const cycle = file === undefined || typeOnly ? [] : visit(file, [...trail, path])
      if (cycle.length > 0) return cycle
    }
    done.add(path)
    return []
  }
  return files.map((file) => visit(file.path, [])).find((cycle) => cycle.length > 0) ?? []
}
