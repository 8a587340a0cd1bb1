// A project whose contract goes on: what `generate` and `check` say of it, and what becomes of its hooks.
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { beforeEach, describe, expect, test } from 'vitest'
import { root } from '../architecture/source-files.js'
import { call, notes, useWorkspace } from '../cli/workspace.js'

useWorkspace()

const generate = (...more: readonly string[]) =>
  call(['generate', 'openapi.yaml', '-o', 'mock', '--runtime', 'registry', ...more])
const renamed = notes.replace('operationId: createNote', 'operationId: addNote')
const hook = `import type { Handler } from '../generated/handlers.gen.js'

/** Notes are shouted. */
export const createNote: Handler<'createNote'> = async (ctx, next) => {
  ctx.body.text = ctx.body.text.toUpperCase()
  return next()
}
`
const table = `import type { Handlers } from '../generated/handlers.gen.js'
import { createNote } from './notes.js'

export const handlers: Handlers   =   { createNote } // all of them
`

beforeEach(async () => {
  await generate()
  writeFileSync('mock/src/handlers/notes.ts', hook)
  writeFileSync('mock/src/handlers/index.ts', table)
})

describe('what changed', () => {
  test('is not told when nothing did', async () => {
    const { out } = await generate()
    expect(out).not.toContain('of the contract')
    const { out: printed } = await call(['check', 'mock', '--format', 'json'])
    expect(JSON.parse(printed)).toMatchObject({ ok: true, changes: [], orphans: [] })
  })

  test('is told with the hooks and the records that it concerns, by check and by generate', async () => {
    writeFileSync(
      'openapi.yaml',
      notes
        .replace('required: [id, text]', 'required: [id, text, due]')
        .replace('        text: {', '        due: { type: string, format: date }\n        text: {'),
    )
    const checked = await call(['check', 'mock'])
    expect(checked.code).toBe(1)
    const told = [
      '  ! request of createNote: body /due is new and required\n      hooks: src/handlers/index.ts:4 is typed by it, src/handlers/notes.ts:4 is typed by it',
      '  ! entity notes: /due is new and required\n      stored records and snapshots of notes get what is missing',
    ]
    for (const text of told) expect(checked.out).toContain(text)
    const { out } = await generate()
    for (const text of told) expect(out).toContain(text)
    expect((await call(['check', 'mock'])).out).not.toContain('of the contract')
  })

  test('is data for programs and annotations for pull requests', async () => {
    writeFileSync(
      'openapi.yaml',
      notes
        .replace('operationId: ping', 'operationId: ping\n      deprecated: true')
        .replace(/ {2}\/notes\/\{noteId\}:\n[\s\S]*?(?= {2}\/ping)/, ''),
    )
    const { out } = await call(['check', 'mock', '--format', 'json'])
    expect(JSON.parse(out).changes).toContainEqual({
      kind: 'operation-removed',
      operation: 'getNote',
      method: 'get',
      path: '/notes/{noteId}',
      breaking: true,
      text: 'operation getNote (GET /notes/{noteId}) was removed',
      means: [],
    })
    const { out: annotated } = await call(['check', 'mock', '--format', 'github'])
    expect(annotated).toContain(
      '::warning file=mock/contract/openapi.json,title=mockgen%3A breaking change::operation getNote',
    )
  })

  test('is short in generate, and whole on demand', async () => {
    const many = Array.from(
      { length: 30 },
      (_, i) => `  /new${i}:\n    get: { operationId: new${i}, responses: { '200': { description: ok } } }\n`,
    )
    writeFileSync('openapi.yaml', notes.replace('components:', `${many.join('')}components:`))
    const { out } = await generate('--dry-run')
    expect(out).toContain('30 changes of the contract, 0 breaking:')
    expect(out).toContain('… and 15 more: --changes')
    const { out: whole } = await generate('--dry-run', '--changes')
    expect(whole.match(/ is new$/gm)).toHaveLength(30)
  })

  test('is not asked of a contract that was edited by hand', async () => {
    writeFileSync('mock/contract/openapi.json', '{}')
    const { out } = await call(['check', 'mock', '--format', 'json'])
    expect(JSON.parse(out)).toMatchObject({ fresh: false, changes: [] })
  })
})

describe('hooks of an operation that was renamed', () => {
  beforeEach(() => writeFileSync('openapi.yaml', renamed))

  test('are told with their places, and stay', async () => {
    const { code, out } = await generate()
    expect(code).toBe(0)
    expect(out).toContain('src/handlers/notes.ts:4:34 names createNote, which is addNote now')
    expect(out).toContain('src/handlers/index.ts:4:41 names createNote, which is addNote now')
    expect(readFileSync('mock/src/handlers/notes.ts', 'utf8')).toBe(hook)
    expect(readFileSync('mock/src/handlers/index.ts', 'utf8')).toBe(table)
  })

  test('follow it by --fix, at once or later, and nothing else changes', async () => {
    await generate()
    expect((await call(['check', 'mock'])).code).toBe(0)
    const { out } = await generate('--fix')
    expect(out).toContain('edited src/handlers/notes.ts:4:34: createNote → addNote')
    expect(readFileSync('mock/src/handlers/notes.ts', 'utf8')).toBe(
      hook.replace("Handler<'createNote'>", "Handler<'addNote'>"),
    )
    expect(readFileSync('mock/src/handlers/index.ts', 'utf8')).toBe(
      table.replace('  { createNote }', '  { addNote: createNote }'),
    )
    const { out: checked, code } = await call(['check', 'mock', '--format', 'json'])
    expect(JSON.parse(checked)).toMatchObject({ ok: true, orphans: [] })
    expect(code).toBe(0)
  })

  test('follow it through two changes', async () => {
    await generate()
    writeFileSync('openapi.yaml', renamed.replace('addNote', 'insertNote'))
    await generate('--fix')
    expect(readFileSync('mock/src/handlers/index.ts', 'utf8')).toContain('{ insertNote: createNote }')
  })

  test('leave nothing behind: a project is the same whichever contracts it went through', async () => {
    const manifest = () => readFileSync('mock/.mockgen/manifest.json', 'utf8')
    await generate('--fix')
    const fixed = manifest()
    writeFileSync('openapi.yaml', notes)
    await generate()
    writeFileSync('openapi.yaml', renamed)
    await generate()
    expect(manifest()).not.toContain('createNote')
    expect(manifest()).toBe(fixed)
  })

  test('are remembered until they follow, and editing them by hand makes no project stale', async () => {
    await generate()
    writeFileSync('mock/src/handlers/notes.ts', hook.replace("<'createNote'>", "<'addNote'>"))
    writeFileSync('mock/src/handlers/index.ts', table.replace('  { createNote', '  { addNote: createNote'))
    expect((await call(['check', 'mock'])).code).toBe(0)
    expect((await generate()).out).toContain('Nothing has changed')
  })

  test('are not edited by a run that writes nothing', async () => {
    expect((await generate('--fix', '--dry-run')).out).toContain('would edit src/handlers/notes.ts:4:34')
    writeFileSync('mock/OPERATIONS.md', 'mine')
    expect((await generate('--fix')).code).toBe(1)
    await call(['check', 'mock'])
    expect(readFileSync('mock/src/handlers/notes.ts', 'utf8')).toBe(hook)
    expect(readFileSync('mock/src/handlers/index.ts', 'utf8')).toBe(table)
  })

  test('are warnings at their lines in a pull request', async () => {
    const { out } = await call(['check', 'mock', '--format', 'github'])
    expect(out).toContain('::warning file=mock/src/handlers/notes.ts,line=4,col=34,title=')
  })

  test('are not looked for behind links', async () => {
    mkdirSync('elsewhere')
    writeFileSync('elsewhere/other.ts', hook)
    symlinkSync(join(process.cwd(), 'elsewhere'), 'mock/src/linked')
    const { out } = await generate('--fix')
    expect(out).not.toContain('linked')
    expect(readFileSync('elsewhere/other.ts', 'utf8')).toBe(hook)
  })
})

describe('a changed contract', () => {
  test.each<[string, { given: string; want: readonly string[] }]>([
    ['compiles while it fits', { given: notes, want: [] }],
    [
      'fails at the line of the hook that uses what is gone',
      {
        given: notes.replaceAll('text', 'words'),
        want: ['src/handlers/notes.ts:5', 'src/handlers/notes.ts:5'],
      },
    ],
    [
      'fails where the hook of an operation that is gone names it',
      {
        given: renamed,
        want: ['src/handlers/index.ts:4', 'src/handlers/notes.ts:4', 'src/handlers/notes.ts:5'],
      },
    ],
  ])(
    '%s',
    async (_title, { given, want }) => {
      writeFileSync('openapi.yaml', given)
      expect((await generate()).code).toBe(0)
      expect([...new Set(compile())]).toEqual([...new Set(want)])
    },
    60_000,
  )

  test('compiles again when its hooks have followed', { timeout: 60_000 }, async () => {
    writeFileSync('openapi.yaml', renamed)
    await generate('--fix')
    expect(compile()).toEqual([])
  })
})

/** The places of the errors in the project, as `<file>:<line>`, sorted. */
function compile(): readonly string[] {
  const folder = join(process.cwd(), 'mock')
  const modules = join(folder, 'node_modules')
  if (!existsSync(modules)) symlinkSync(join(root, 'node_modules'), modules)
  const config = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile).config
  const paths = {
    '@mockgen/runtime': [join(root, 'runtime/index.ts')],
    '@mockgen/runtime/testing': [join(root, 'runtime/testing/index.ts')],
  }
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder, { paths })
  const program = ts.createProgram(fileNames, options)
  const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${folder}/`))
  const errors = sources.flatMap((source) =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map((error) => {
      const { line } = source.getLineAndCharacterOfPosition(error.start ?? 0)
      return `${source.fileName.slice(folder.length + 1)}:${line + 1}`
    }),
  )
  return errors.sort()
}
