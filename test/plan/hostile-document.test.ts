// A document is data: nothing that it says becomes code in the project that is generated from it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { crudDocument, loaded, renderProject } from './documents.js'

// Each would assign `pwned` if it left the literal, comment or template that it stands in.
const payloads: readonly (readonly [string, string])[] = [
  ['single quotes', "' + (globalThis.pwned = 1) + '"],
  ['double quotes', '" + (globalThis.pwned = 1) + "'],
  ['a template literal', `\`\${globalThis.pwned = 1}\``],
  ['the end of a block comment', '*/ globalThis.pwned = 1 /*'],
  ['a line feed', 'x\nglobalThis.pwned = 1'],
  ['a carriage return', 'x\rglobalThis.pwned = 1'],
  ['a line separator', 'x\u2028globalThis.pwned = 1'],
  ['a paragraph separator', 'x\u2029globalThis.pwned = 1'],
  ['a backslash before the quote', "\\'; globalThis.pwned = 1; //"],
  ['an ejs tag', '<%= globalThis.pwned = 1 %>'],
  ['the end of an ejs tag', '%> <% globalThis.pwned = 1 %>'],
  ['a NUL', '\u0000globalThis.pwned = 1'],
  ['a lone surrogate', '\ud800globalThis.pwned = 1'],
  ['the end of a code block', '```\n\nglobalThis.pwned = 1'],
  ['a row of a table', 'x |\n| globalThis.pwned = 1 | x |'],
]

const modules = ['operations.gen.ts', 'entities.gen.ts', 'handlers.gen.ts'].map(
  (name) => `src/generated/${name}`,
)
const code = [...modules, 'src/app.ts', 'src/server.ts', 'src/handlers/index.ts', 'test/smoke.test.ts']

describe.each(payloads)('%s in every string of a document', (_title, payload) => {
  const document = crudDocument({
    title: payload,
    id: (verb) => `${verb} ${payload}`,
    summary: payload,
    tag: payload,
    property: payload,
  })

  test('leaves the TypeScript as it would be without it', async () => {
    const hostile = await renderProject(loaded(document))
    const tame = await renderProject(loaded(crudDocument({ id: (verb) => `${verb} it's` })))
    for (const path of code) {
      expect(shape(hostile.get(path) ?? ''), path).toEqual(shape(tame.get(path) ?? ''))
    }
    expect(hostile.get('src/generated/operations.gen.ts')).toContain('pwned')
  })

  test('leaves the types declarations', async () => {
    const types = (await renderProject(loaded(document))).get('src/generated/types.gen.d.ts') ?? ''
    const file = parse(types)
    expect(
      file.statements.filter((node) => !ts.isInterfaceDeclaration(node) && !ts.isTypeAliasDeclaration(node)),
    ).toEqual([])
  })

  test('leaves JSON, Markdown and container files as they would be', async () => {
    const files = await renderProject(loaded(document))
    for (const path of ['package.json', 'mockgen.json', 'tsconfig.json']) JSON.parse(files.get(path) ?? '')
    const { scripts } = JSON.parse(files.get('package.json') ?? '')
    expect(JSON.stringify(scripts)).not.toContain('pwned')
    expect(files.get('Dockerfile')).not.toContain('pwned =')
    expect(files.get('docker-compose.yml')).not.toContain('pwned =')
    const rows = (files.get('OPERATIONS.md') ?? '').split('\n').filter((line) => line.startsWith('|'))
    expect(rows).toHaveLength(2 + 5)
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|'), row).toHaveLength(6)
    const fences = (files.get('README.md') ?? '').split('\n').filter((line) => line.startsWith('```'))
    expect(fences).toEqual(['```ts', '```', '```ts', '```', '```ts', '```', '```sh', '```', '```sh', '```'])
  })
})

test('no template prints text that was not encoded', () => {
  const folder = join(import.meta.dirname, '../../templates')
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    expect(file.name).toMatch(/\.ejs$/)
    expect(readFileSync(join(file.parentPath, file.name), 'utf8'), file.name).not.toContain('<%-')
  }
})

/** The syntax of a module without what its literals say; and that it parses. */
function shape(text: string): readonly string[] {
  const file = parse(text)
  const kinds: string[] = []
  const visit = (node: ts.Node): void => {
    const named = ts.isIdentifier(node) && !ts.isVariableDeclaration(node.parent)
    kinds.push(named ? node.text : (ts.SyntaxKind[node.kind] ?? ''))
    ts.forEachChild(node, visit)
  }
  visit(file)
  return kinds
}

function parse(text: string): ts.SourceFile {
  const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true })
  expect(diagnostics.map(({ messageText }) => messageText)).toEqual([])
  return ts.createSourceFile('given.ts', text, ts.ScriptTarget.ES2023, true)
}
