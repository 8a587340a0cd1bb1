import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import type { FilePlan } from '../../generator/plan/file-plan.js'
import { applyChanges, type Change, recoverChanges } from '../../generator/write/apply-changes.js'
import { openFolder } from '../../generator/write/project-folder.js'
import { type WriteOptions, writeProject } from '../../generator/write/write-project.js'

const options: WriteOptions = { force: false, dryRun: false, generator: '0.1.0', contractHash: 'c0ffee' }
const force: WriteOptions = { ...options, force: true }

let home: string
let dir: string

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mockgen-write-'))
  dir = join(home, 'mock')
})
afterEach(() => rm(home, { recursive: true, force: true }))

const generated = (path: string, text: string): FilePlan => ({
  path,
  owner: 'generator',
  content: () => text,
})
const users = (path: string, text: string): FilePlan => ({ path, owner: 'user', content: async () => text })
const plans = [
  generated('src/generated/a.gen.ts', 'a1'),
  generated('OPERATIONS.md', 'o1'),
  users('src/app.ts', 'app'),
]

const read = (path: string) => readFile(join(dir, path), 'utf8')
const put = async (path: string, text: string) => {
  await mkdir(dirname(join(dir, path)), { recursive: true })
  await writeFile(join(dir, path), text)
}
const nothing = { created: [], updated: [], unchanged: [], removed: [], kept: [], omitted: [] }

/** Every file below the folder with its content. */
async function tree(folder = dir): Promise<Record<string, string>> {
  if (!existsSync(folder)) return {}
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')])),
  )
}

async function diagnosticsOf(work: Promise<unknown>): Promise<readonly Diagnostic[]> {
  try {
    await work
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics
    throw error
  }
  return []
}

async function codes(work: Promise<unknown>): Promise<readonly string[]> {
  return (await diagnosticsOf(work)).map(({ code }) => code)
}

describe('writing a project', () => {
  it('creates every planned file and a manifest of the generated ones', async () => {
    const report = await writeProject(dir, plans, options)
    expect(report).toEqual({ ...nothing, created: ['OPERATIONS.md', 'src/app.ts', 'src/generated/a.gen.ts'] })
    expect(await read('src/app.ts')).toBe('app')
    const manifest = JSON.parse(await read('.mockgen/manifest.json'))
    expect(manifest).toMatchObject({ manifest: 1, generator: '0.1.0', contractHash: 'c0ffee' })
    expect(Object.keys(manifest.files)).toEqual(['OPERATIONS.md', 'src/generated/a.gen.ts'])
  })

  it('leaves nothing beside the planned files', async () => {
    await writeProject(dir, plans, options)
    await writeProject(dir, [generated('OPERATIONS.md', 'o2')], options)
    expect(Object.keys(await tree()).sort()).toEqual(
      ['.mockgen/manifest.json', 'OPERATIONS.md', 'src/app.ts'].map((path) => join(dir, path)),
    )
    expect(await readdir(join(dir, 'src'))).toEqual(['app.ts'])
  })

  it('does not touch files that would not change', async () => {
    await writeProject(dir, plans, options)
    const before = await Promise.all(
      Object.keys(await tree()).map(async (file) => (await stat(file, { bigint: true })).mtimeNs),
    )
    const bytes = await tree()
    const report = await writeProject(dir, plans, options)
    expect(report).toEqual({
      ...nothing,
      unchanged: ['OPERATIONS.md', 'src/generated/a.gen.ts'],
      kept: ['src/app.ts'],
    })
    expect(await tree()).toEqual(bytes)
    const after = await Promise.all(
      Object.keys(bytes).map(async (file) => (await stat(file, { bigint: true })).mtimeNs),
    )
    expect(after).toEqual(before)
  })

  it('writes bytes as they are', async () => {
    const bytes = new Uint8Array([0, 255, 10, 13])
    await writeProject(dir, [{ path: 'vendor/x.tgz', owner: 'generator', content: () => bytes }], options)
    expect(new Uint8Array(await readFile(join(dir, 'vendor/x.tgz')))).toEqual(bytes)
  })

  it('replaces generated files and never the user’s', async () => {
    await writeProject(dir, plans, options)
    await put('src/app.ts', 'mine')
    const next = [
      generated('src/generated/a.gen.ts', 'a2'),
      generated('OPERATIONS.md', 'o1'),
      users('src/app.ts', 'x'),
    ]
    const report = await writeProject(dir, next, options)
    expect(report).toEqual({
      ...nothing,
      updated: ['src/generated/a.gen.ts'],
      unchanged: ['OPERATIONS.md'],
      kept: ['src/app.ts'],
    })
    expect(await read('src/app.ts')).toBe('mine')
  })

  it('reports in a dry run what it would do, and does nothing', async () => {
    await writeProject(dir, plans, options)
    const before = await tree()
    const report = await writeProject(dir, [generated('new.ts', 'n')], { ...options, dryRun: true })
    expect(report).toEqual({
      ...nothing,
      created: ['new.ts'],
      removed: ['OPERATIONS.md', 'src/generated/a.gen.ts'],
    })
    expect(await tree()).toEqual(before)
  })

  it('removes generated files that are no longer produced, unless they were changed', async () => {
    await writeProject(dir, plans, options)
    await put('OPERATIONS.md', 'edited')
    const report = await writeProject(dir, [generated('b.ts', 'b')], options)
    expect(report).toEqual({
      ...nothing,
      created: ['b.ts'],
      removed: ['src/generated/a.gen.ts'],
      kept: ['OPERATIONS.md'],
    })
    expect(existsSync(join(dir, 'src/generated'))).toBe(false)
    expect(existsSync(join(dir, 'src/app.ts'))).toBe(true)
  })

  it('writes a generated file again that somebody deleted', async () => {
    await writeProject(dir, plans, options)
    await rm(join(dir, 'OPERATIONS.md'))
    expect((await writeProject(dir, plans, options)).created).toEqual(['OPERATIONS.md'])
  })
})

describe('conflicts', () => {
  it('lists every generated file that was changed by hand, and writes nothing', async () => {
    await writeProject(dir, plans, options)
    await put('src/generated/a.gen.ts', 'edited')
    await put('OPERATIONS.md', 'edited')
    const before = await tree()
    const next = [
      generated('src/generated/a.gen.ts', 'a2'),
      generated('OPERATIONS.md', 'o2'),
      generated('new.ts', 'n'),
    ]
    expect(await codes(writeProject(dir, next, options))).toEqual(['MOCKGEN_CONFLICT', 'MOCKGEN_CONFLICT'])
    expect(await tree()).toEqual(before)
    expect((await writeProject(dir, next, force)).updated).toEqual([
      'OPERATIONS.md',
      'src/generated/a.gen.ts',
    ])
  })

  it('does not overwrite a user’s file whose path is now generated', async () => {
    await writeProject(dir, plans, options)
    await put('src/extra.ts', 'mine')
    expect(await codes(writeProject(dir, [...plans, generated('src/extra.ts', 'g')], options))).toEqual([
      'MOCKGEN_CONFLICT',
    ])
  })

  it('accepts an edit that says what would be generated anyway', async () => {
    await writeProject(dir, plans, options)
    await put('OPERATIONS.md', 'o2')
    expect((await writeProject(dir, [generated('OPERATIONS.md', 'o2')], options)).unchanged).toEqual([
      'OPERATIONS.md',
    ])
  })
})

describe('folders', () => {
  it.each<[string, { given: readonly string[]; want: readonly string[] }]>([
    ['takes an empty folder', { given: [], want: [] }],
    ['takes a folder with hidden files only', { given: ['.git/config', '.gitignore'], want: [] }],
    ['refuses a folder that holds other files', { given: ['notes.txt'], want: ['MOCKGEN_OUTPUT_NOT_OURS'] }],
  ])('%s', async (_, { given, want }) => {
    await mkdir(dir)
    for (const path of given) await put(path, 'there')
    expect(await codes(writeProject(dir, plans, options))).toEqual(want)
    for (const path of given) expect(await read(path)).toBe('there')
  })

  it('takes a folder that is not ours by force, and leaves the user’s files even then', async () => {
    await put('README.md', 'mine')
    await put('OPERATIONS.md', 'old')
    const report = await writeProject(dir, [...plans, users('README.md', 'ours')], force)
    expect(report).toMatchObject({ updated: ['OPERATIONS.md'], kept: ['README.md'] })
    expect(await read('README.md')).toBe('mine')
  })

  it.each(['package.json', 'src/app.ts', 'src/server.ts'])(
    'refuses by force, too, a folder with a foreign %s, and names what is in the way',
    async (path) => {
      await put(path, 'mine')
      await put('README.md', 'mine')
      const before = await tree()
      const next = [
        ...plans,
        ...['package.json', 'src/server.ts', 'README.md'].map((name) => users(name, 'ours')),
      ]
      const found = await diagnosticsOf(writeProject(dir, next, force))
      expect(found).toMatchObject([
        { code: 'MOCKGEN_OUTPUT_NOT_OURS', message: expect.stringContaining(path) },
      ])
      expect(found[0]?.message).toContain('README.md')
      expect(await tree()).toEqual(before)
    },
  )

  it('takes a project of ours by force when its manifest is damaged', async () => {
    await writeProject(dir, plans, options)
    await put('.mockgen/manifest.json', '{')
    await put('OPERATIONS.md', 'edited')
    const report = await writeProject(dir, plans, force)
    expect(report).toMatchObject({ updated: ['OPERATIONS.md'], kept: ['src/app.ts'] })
  })

  it.each<[string, { given: string }]>([
    ['is a file', { given: 'file' }],
    ['lies below a file', { given: 'file/mock' }],
    ['cannot be made', { given: '/proc/mockgen-cannot-write-here' }],
  ])('refuses a folder that %s', async (_, { given }) => {
    await writeFile(join(home, 'file'), '')
    // Not even root makes a folder in /proc; where there is none, the other cases must do.
    if (given.startsWith('/proc') && !existsSync('/proc/self')) return
    expect(await codes(writeProject(resolve(home, given), plans, options))).toEqual([
      'MOCKGEN_OUTPUT_UNWRITABLE',
    ])
  })

  it('refuses when a folder stands where a file is planned, or a file where a folder is', async () => {
    await writeProject(dir, [generated('a.ts', 'a')], options)
    await mkdir(join(dir, 'OPERATIONS.md'))
    await put('src', 'a file')
    const found = await codes(writeProject(dir, [...plans, generated('a.ts', 'a2')], options))
    // One for the folder, one for the file, however many files are planned below it.
    expect(found).toEqual(['MOCKGEN_OUTPUT_UNWRITABLE', 'MOCKGEN_OUTPUT_UNWRITABLE'])
    expect(await read('a.ts')).toBe('a')
  })

  it('tells of a link in the way once, whatever stands behind it', async () => {
    await mkdir(join(dir, 'src'), { recursive: true })
    await symlink(home, join(dir, 'src/generated'))
    const next = ['a', 'b', 'c', 'd'].map((name) => generated(`src/generated/${name}.ts`, name))
    expect(await diagnosticsOf(writeProject(dir, next, force))).toMatchObject([
      { code: 'MOCKGEN_OUTPUT_UNWRITABLE', message: expect.stringContaining('leads out of the folder') },
    ])
  })

  it.each<[string, { given: string; planned: string }]>([
    ['the folder itself', { given: 'mock', planned: 'mock' }],
    ['a folder above it', { given: 'above', planned: 'above/below/mock' }],
    ['a planned file', { given: 'mock/OPERATIONS.md', planned: 'mock' }],
  ])('says that a link leads nowhere when it is %s', async (_, { given, planned }) => {
    const link = join(home, given)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(home, 'nowhere'), link)
    const found = await diagnosticsOf(writeProject(join(home, planned), plans, force))
    expect(found).toMatchObject([
      { code: 'MOCKGEN_OUTPUT_UNWRITABLE', message: `${link} is a link to something that does not exist` },
    ])
    expect(existsSync(join(home, 'nowhere'))).toBe(false)
  })

  it.each(['a folder', 'a file'])('never writes through a link to %s outside', async (kind) => {
    const outside = join(home, 'outside')
    await mkdir(outside)
    await writeFile(join(outside, 'victim'), 'untouched')
    await mkdir(join(dir, 'src'), { recursive: true })
    if (kind === 'a folder') await symlink(outside, join(dir, 'src/generated'))
    else await symlink(join(outside, 'victim'), join(dir, 'OPERATIONS.md'))
    expect(await codes(writeProject(dir, plans, force))).toEqual(['MOCKGEN_OUTPUT_UNWRITABLE'])
    expect(await tree(outside)).toEqual({ [join(outside, 'victim')]: 'untouched' })
  })

  it('writes through a link to the folder itself', async () => {
    await mkdir(join(home, 'real'))
    await symlink(join(home, 'real'), dir)
    await writeProject(dir, plans, options)
    expect((await lstat(dir)).isSymbolicLink()).toBe(true)
    expect(await readFile(join(home, 'real/src/app.ts'), 'utf8')).toBe('app')
  })
})

describe('the manifest', () => {
  it.each<[string, { given: string }]>([
    ['is not JSON', { given: '{' }],
    ['is not an object', { given: '[]' }],
    [
      'is of a later format',
      { given: '{ "manifest": 2, "generator": "9", "contractHash": "", "files": {} }' },
    ],
    ['has no files', { given: '{ "manifest": 1, "generator": "1", "contractHash": "" }' }],
    ['names a path outside', { given: manifestOf('../victim') }],
    ['names an absolute path', { given: manifestOf('/etc/hostname') }],
    ['names itself', { given: manifestOf('.mockgen/manifest.json') }],
  ])('stops the run when it %s', async (_, { given }) => {
    await writeFile(join(home, 'victim'), '')
    await put('.mockgen/manifest.json', given)
    expect(await codes(writeProject(dir, plans, options))).toEqual(['MOCKGEN_OUTPUT_NOT_OURS'])
    expect(existsSync(join(home, 'victim'))).toBe(true)
    expect((await writeProject(dir, plans, force)).created).toHaveLength(3)
    expect(existsSync(join(home, 'victim'))).toBe(true)
  })
})

describe('a run that was killed', () => {
  const staged = (path: string) => `.mockgen/staged/${path}`
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')

  /** What a process leaves that dies right after its commit, with `applied` of its three changes done. */
  async function leaveCommitted(
    applied: number,
    changed: Partial<Record<string, unknown>> = {},
  ): Promise<void> {
    await writeProject(dir, plans, options)
    const changes = [
      { path: 'src/generated/a.gen.ts', file: '0.new', before: sha('a1'), after: sha('a2') },
      { path: 'new/b.ts', file: '1.new', after: sha('b') },
      { path: 'OPERATIONS.md', before: sha('o1') },
    ]
    if (applied > 0) await put('src/generated/a.gen.ts', 'a2')
    else await put(staged('0.new'), 'a2')
    if (applied > 1) await put('new/b.ts', 'b')
    else await put(staged('1.new'), 'b')
    if (applied > 2) await rm(join(dir, 'OPERATIONS.md'))
    await put(staged('changes.json'), JSON.stringify({ changes, ...changed }))
  }
  const recover = async () => recoverChanges(await openFolder(dir))
  const texts = async () =>
    Object.fromEntries(Object.entries(await tree()).map(([file, text]) => [file.slice(dir.length + 1), text]))

  it.each([0, 1, 2, 3])('after its commit is completed, %i of 3 changes done', async (applied) => {
    await leaveCommitted(applied)
    await recover()
    const { '.mockgen/manifest.json': _, ...files } = await texts()
    expect(files).toEqual({ 'src/generated/a.gen.ts': 'a2', 'new/b.ts': 'b', 'src/app.ts': 'app' })
    await recover()
    expect(await texts()).toMatchObject(files)
  })

  it('before its commit is forgotten', async () => {
    await writeProject(dir, plans, options)
    const before = await tree()
    await put(staged('0.new'), 'a2')
    await put(staged('changes.json.tmp'), '{')
    await recover()
    expect(await tree()).toEqual(before)
  })

  it('is completed by the next run, and refuses a dry run', async () => {
    await leaveCommitted(1)
    expect(await codes(writeProject(dir, plans, { ...options, dryRun: true }))).toEqual([
      'MOCKGEN_OUTPUT_INTERRUPTED',
    ])
    await recover()
    const report = await writeProject(dir, [users('src/app.ts', 'app')], options)
    expect(report).toMatchObject({ kept: expect.arrayContaining(['src/app.ts']) })
    expect(existsSync(join(dir, '.mockgen/staged'))).toBe(false)
  })

  it('does not overwrite what somebody has changed since', async () => {
    await leaveCommitted(0)
    await put('src/generated/a.gen.ts', 'mine')
    await recover()
    expect(await read('src/generated/a.gen.ts')).toBe('mine')
    expect(await read('new/b.ts')).toBe('b')
  })

  it.each<[string, { given: readonly object[] }]>([
    ['leads out of the project', { given: [{ path: '../victim', before: sha('v') }] }],
    [
      'takes a file from elsewhere',
      { given: [{ path: 'x.ts', file: '../../src/app.ts', after: sha('app') }] },
    ],
    ['is of another form', { given: [{ file: 1 }] }],
  ])('is forgotten when its list %s', async (_, { given }) => {
    await writeFile(join(home, 'victim'), 'v')
    await leaveCommitted(0, { changes: given })
    await recover()
    expect(await readFile(join(home, 'victim'), 'utf8')).toBe('v')
    expect(existsSync(join(dir, 'x.ts'))).toBe(false)
    expect(await read('src/app.ts')).toBe('app')
    expect(existsSync(join(dir, '.mockgen/staged'))).toBe(false)
  })

  it('is forgotten when what it prepared was changed', async () => {
    await leaveCommitted(0)
    await put(staged('1.new'), 'evil')
    await recover()
    expect(await read('src/generated/a.gen.ts')).toBe('a1')
    expect(existsSync(join(dir, 'new'))).toBe(false)
  })

  it('is not taken for one while it is alive', async () => {
    await leaveCommitted(0)
    await put(staged('process.json'), JSON.stringify({ process: process.ppid, host: hostname() }))
    expect(await codes(writeProject(dir, plans, options))).toEqual(['MOCKGEN_OUTPUT_BUSY'])
    expect(await read('src/generated/a.gen.ts')).toBe('a1')
  })

  it('leaves alone what a link in the place of its folder leads to', async () => {
    await writeProject(dir, plans, options)
    await mkdir(join(home, 'elsewhere'))
    await writeFile(join(home, 'elsewhere', 'changes.json'), 'theirs')
    await symlink(join(home, 'elsewhere'), join(dir, '.mockgen/staged'))
    await recover()
    expect(await readFile(join(home, 'elsewhere', 'changes.json'), 'utf8')).toBe('theirs')
    expect(await codes(writeProject(dir, [generated('OPERATIONS.md', 'o2')], options))).toEqual([
      'MOCKGEN_OUTPUT_BUSY',
    ])
    expect(await readdir(join(home, 'elsewhere'))).toEqual(['changes.json'])
  })

  it('two runs at once do not mix: one of them is refused, or both come through', async () => {
    await writeProject(dir, plans, options)
    const runs = ['x', 'y'].map((text) =>
      writeProject(
        dir,
        [generated('OPERATIONS.md', text), generated('src/generated/a.gen.ts', text)],
        options,
      ),
    )
    const ended = await Promise.allSettled(runs)
    expect(ended.some(({ status }) => status === 'fulfilled')).toBe(true)
    for (const run of ended)
      if (run.status === 'rejected')
        expect(run.reason).toMatchObject({ diagnostics: [{ code: 'MOCKGEN_OUTPUT_BUSY' }] })
    expect(await read('OPERATIONS.md')).toBe(await read('src/generated/a.gen.ts'))
  })
})

describe('faults', () => {
  it('writes nothing when a content cannot be made', async () => {
    const broken: FilePlan = {
      path: 'z.ts',
      owner: 'generator',
      content: () => Promise.reject(new Error('render')),
    }
    await expect(writeProject(dir, [...plans, broken], options)).rejects.toThrow('render')
    expect(existsSync(dir)).toBe(false)
  })

  it.each([0, 1, 2, 3])('takes everything back when change %i of 4 fails', async (failing) => {
    await writeProject(dir, plans, options)
    await mkdir(join(dir, 'folder'))
    const before = await tree()
    const good: readonly Change[] = [
      { path: 'src/generated/a.gen.ts', bytes: Buffer.from('a2'), before: Buffer.from('a1') },
      { path: 'new/deep/b.ts', bytes: Buffer.from('b'), before: undefined },
      { path: 'OPERATIONS.md', bytes: undefined, before: Buffer.from('o1') },
    ]
    // A file cannot be renamed over a folder.
    const changes = good.toSpliced(failing, 0, {
      path: 'folder',
      bytes: Buffer.from('f'),
      before: undefined,
    })
    expect(await codes(applyChanges(await openFolder(dir), changes))).toEqual(['MOCKGEN_OUTPUT_UNWRITABLE'])
    expect(await tree()).toEqual(before)
    expect(existsSync(join(dir, 'new'))).toBe(false)
  })

  it.each<[string, { given: readonly string[] }]>([
    ['leaves the folder', { given: ['../x'] }],
    ['is absolute', { given: ['/x'] }],
    ['has a backslash', { given: ['a\\b'] }],
    ['is the manifest', { given: ['.mockgen/manifest.json'] }],
    ['is empty', { given: [''] }],
    ['is planned twice', { given: ['a', 'a'] }],
    ['differs from another in case only', { given: ['src/Pet.ts', 'src/pet.ts'] }],
    ['lies inside another', { given: ['a', 'a/b'] }],
  ])('throws for a planned path that %s', async (_, { given }) => {
    await expect(
      writeProject(
        dir,
        given.map((path) => generated(path, '')),
        options,
      ),
    ).rejects.toThrow(/planned path/)
    expect(existsSync(dir)).toBe(false)
  })
})

function manifestOf(path: string): string {
  return JSON.stringify({ manifest: 1, generator: '1', contractHash: '', files: { [path]: 'e'.repeat(64) } })
}
