// Real OpenAPI documents: from the corpus beside the checkout where there is one, else from npm.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { load } from 'js-yaml'
import type { Method, OperationFacts } from '../../runtime/facts.js'
import { isObject, type Json, type JsonObject } from '../../runtime/json.js'

export interface TestDocument {
  readonly name: string
  readonly document: JsonObject
  readonly operations: Readonly<Record<string, OperationFacts>>
}

/** The corpus folder; set MOCKGEN_CORPUS to use another one. */
export const corpus = process.env.MOCKGEN_CORPUS ?? join(import.meta.dirname, '../../../shared/corpus')
export const hasCorpus = existsSync(corpus)

/** Names of all documents with OpenAPI 3.0 or 3.1 that need no other file, smallest first. */
export function documentFiles(): readonly string[] {
  const folders = hasCorpus ? [corpus] : npmFolders()
  return folders
    .flatMap((folder) => filesBelow(folder))
    .filter((file) => /\.(json|ya?ml)$/.test(file) && !/invalid|\/package\.json$/.test(file))
    .sort((a, b) => statSync(a).size - statSync(b).size)
}

/** Reads a document; undefined when it is none of ours. */
export function readDocument(file: string): TestDocument | undefined {
  const text = readFileSync(file, 'utf8')
  const isOurs = /["']?openapi["']?\s*:\s*["']?3\.[01]/.test(text)
  if (!isOurs || /["']?\$ref["']?\s*:\s*["']?[^"'#\s]/.test(text)) return undefined
  const document: unknown = file.endsWith('.json') ? JSON.parse(text) : load(text)
  if (!isObject(document) || typeof document.openapi !== 'string') return undefined
  return {
    name: relative(hasCorpus ? corpus : process.cwd(), file),
    document,
    operations: operationsOf(document),
  }
}

const methods: readonly Method[] = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']

/** Facts for every operation, by `method path`. */
export function operationsOf(document: JsonObject): Readonly<Record<string, OperationFacts>> {
  const paths = isObject(document.paths) ? document.paths : {}
  const found = Object.entries(paths).flatMap(([path, item]) =>
    methods
      .filter((method) => hasOperation(item, method))
      .map((method): [string, OperationFacts] => [`${method} ${path}`, { method, path }]),
  )
  return Object.fromEntries(found)
}

function hasOperation(item: Json, method: Method): boolean {
  return isObject(item) && isObject(item[method])
}

function npmFolders(): readonly string[] {
  const require = createRequire(import.meta.url)
  const readme = dirname(require.resolve('@readme/oas-examples/package.json'))
  const galaxy = dirname(require.resolve('@scalar/galaxy'))
  return [join(readme, '3.0'), join(readme, '3.1'), galaxy]
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}
