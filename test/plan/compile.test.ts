// Generated projects type-check as strictly as their own tsconfig says, and so do the hooks that their READMEs show.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import ts from 'typescript'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { root } from '../architecture/source-files.js'
import { tempFolder } from '../support/temp-folder.js'
import { crudDocument, loaded, renderProject, tenantsDocument } from './documents.js'

const files: Readonly<Record<string, string>> = {
  '3-d-secure': 'examples/3-d-secure/openapi.yaml',
  analytics: 'examples/analytics/openapi.yaml',
  blog: 'examples/blog/openapi.yaml',
  bookstore: 'examples/bookstore/openapi.yaml',
  'decision-process': 'examples/decision-process/openapi.yaml',
  petstore: 'examples/petstore/openapi.yaml',
  'users-and-orders': 'examples/users-and-orders/openapi.yaml',
  checkout: 'test/plan/checkout.yaml',
  galaxy: 'node_modules/@scalar/galaxy/dist/3.1.yaml',
  star: 'node_modules/@readme/oas-examples/3.0/json/star-trek.json',
  links: 'node_modules/@readme/oas-examples/3.0/json/link-example.json',
  webhooks: 'node_modules/@readme/oas-examples/3.1/json/webhooks.json',
}
const made: Readonly<Record<string, JsonObject>> = {
  odd: crudDocument({ title: '', id: (verb) => `${verb} it's`, property: '__proto__' }),
  tenants: tenantsDocument({ ttlRefresh: 'access' }),
}
const names = [...Object.keys(files), ...Object.keys(made)]
const folder = tempFolder('mockgen-compile')
let errors: readonly string[] = []

beforeAll(async () => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const [name, file] of Object.entries(files)) {
    const { document } = await loadDocument(join(root, file))
    writeProject(name, await renderProject(document))
  }
  for (const [name, document] of Object.entries(made))
    writeProject(name, await renderProject(loaded(document)))
  errors = compile()
}, 120_000)

describe('the TypeScript of a project', () => {
  test.each(names)('%s has no error', (name) => {
    expect(errors.filter((error) => error.startsWith(`${name}/`))).toEqual([])
  })

  test('is really checked: a hook of an operation that does not exist is an error', () => {
    const found = errors.filter((error) => error.startsWith('broken/'))
    expect(found.filter((error) => error.includes('noSuchOperation'))).toHaveLength(2)
  })
})

function writeProject(name: string, project: ReadonlyMap<string, string>): void {
  for (const [path, text] of project) write(join(name, path), text)
  for (const [path, text] of hooksOf(project.get('README.md') ?? '')) write(join(name, path), text)
  if (name !== 'bookstore') return
  for (const [path, text] of project) write(join('broken', path), text)
  for (const [path, text] of hooksOf(project.get('README.md') ?? '')) {
    write(join('broken', path), text.replaceAll(/createAuthor\b/g, 'noSuchOperation'))
  }
}

/** The files that a README shows: the hook, and the table of hooks. */
function hooksOf(readme: string): readonly (readonly [string, string])[] {
  const blocks = [...readme.matchAll(/`(src\/handlers\/[\w-]+\.ts)`:\n\n```ts\n([\s\S]*?)```/g)]
  return blocks.map(([, path = '', text = '']) => [path, text])
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** The errors of all projects together, each as `<project>/<file>: <message>`. */
function compile(): readonly string[] {
  const config = ts.readConfigFile(join(folder, 'bookstore/tsconfig.json'), ts.sys.readFile).config
  const include = [...names, 'broken'].flatMap((name) => [`${name}/src`, `${name}/test`])
  const paths = {
    '@mockgen/runtime': [join(root, 'runtime/index.ts')],
    '@mockgen/runtime/testing': [join(root, 'runtime/testing/index.ts')],
  }
  const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include }, ts.sys, folder, {
    paths,
  })
  const program = ts.createProgram(fileNames, options)
  const sources = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${folder}/`))
  return sources.flatMap((source) =>
    [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      ({ messageText }) =>
        `${source.fileName.slice(folder.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    ),
  )
}
