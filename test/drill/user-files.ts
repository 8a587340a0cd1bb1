// What the user of a generated project has written in it: a hook, a seed file, middleware; and how a hook is repaired.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import { contractOperations, readAt } from './contract-edit.js'

const hookFile = 'src/handlers/create-author.ts'
const indexFile = 'src/handlers/index.ts'
const seedFile = 'seed/authors.json'
const userFiles = [
  hookFile,
  indexFile,
  seedFile,
  'src/app.ts',
  'src/server.ts',
  'package.json',
  'mockgen.json',
] as const

/** The author that every sandbox of the user begins with. */
export const seedAuthor = { name: 'Sela Seed', email: 'sela@example.com' }

/** Writes the user's files into a project that was just generated. */
export function writeUserFiles(project: string, document: JsonObject): void {
  write(project, seedFile, JSON.stringify([seedAuthor]))
  const app = readFileSync(join(project, 'src/app.ts'), 'utf8')
    .replace('import { createMockApp', "import { readFileSync } from 'node:fs'\nimport { createMockApp")
    .replace('  const app = createMockApp({ ...mock, handlers, migrations, ...options })', () =>
      [
        "  const authors = JSON.parse(readFileSync(new URL('../seed/authors.json', import.meta.url), 'utf8'))",
        '  const app = createMockApp({ ...mock, handlers, migrations, seeds: { authors }, ...options })',
        '  app.use(async (ctx, next) => {',
        "    ctx.set('x-team', 'books')",
        '    await next()',
        '  })',
      ].join('\n'),
    )
  if (!app.includes('x-team')) throw new Error('src/app.ts is not as it was when this was written')
  write(project, 'src/app.ts', app)
  appendFileSync(join(project, 'src/server.ts'), '// Ours, too.\n')
  repairHook(project, document)
}

/** Writes the hook as the contract wants it now: of the operation that adds authors, by the properties that it takes. */
export function repairHook(project: string, document: JsonObject): void {
  const id = hookedOperation(document)
  if (id === undefined) {
    write(project, hookFile, 'export {}\n')
    write(
      project,
      indexFile,
      "import type { Handlers } from '../generated/handlers.gen.js'\n\nexport const handlers: Handlers = {}\n",
    )
    return
  }
  const header = usesBiography(document)
    ? 'String(ctx.body.biography ?? "none").length'
    : 'ctx.body.name.length'
  const hook = [
    "import type { Handler } from '../generated/handlers.gen.js'",
    '',
    `export const hook: Handler<'${id}'> = async (ctx, next) => {`,
    '  const reply = await next()',
    `  return { ...reply, headers: { ...reply.headers, 'x-length': String(${header}) } }`,
    '}',
    '',
  ]
  write(project, hookFile, hook.join('\n'))
  const index = [
    "import type { Handlers } from '../generated/handlers.gen.js'",
    "import { hook } from './create-author.js'",
    '',
    `export const handlers: Handlers = { ${id}: hook }`,
    '',
  ]
  write(project, indexFile, index.join('\n'))
}

/** The operation that the hook is of, whatever it is called. */
export function hookedOperation(document: JsonObject): string | undefined {
  return contractOperations(document).find(({ at }) => at[1] === '/authors' && at[2] === 'post')?.id
}

/** True while the hook can look at the property that comes and goes. */
export function usesBiography(document: JsonObject): boolean {
  return readAt(document, ['components', 'schemas', 'NewAuthor', 'properties', 'biography']) !== undefined
}

/** The bytes of the user's files, by path. */
export function readUserFiles(project: string): ReadonlyMap<string, string> {
  return new Map(userFiles.map((path) => [path, readFileSync(join(project, path), 'latin1')]))
}

function write(project: string, path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), text)
}
