// The door to openapi-typescript: from a document to the text of its types.
import { createRequire } from 'node:module'
import type { Json, JsonObject } from '@mockgen/runtime'
import type { GlobalContext, OpenAPI3 } from 'openapi-typescript'
import { isObject } from '../../pointers.js'
import { visibleCode } from '../encode.js'
import { scannedPart } from './scanned-part.js'
import { createStandIns } from './stand-ins.js'
import { typesDocument } from './types-document.js'

/** The options in which we differ from openapi-typescript. */
export const typesOptions = {
  /** A property with a default may be left out of a request; the default of the library would say that it is always there. */
  defaultNonNullable: false,
  /** An object of which nothing is said may have any property; the default of the library would say that it has none. */
  emptyObjectsUnknown: true,
  /** What it has to say about a document is said by our own diagnostics. */
  silent: true,
} as const

/**
 * The declarations `paths`, `components`, `operations` and so on for a contract, as JSON text. The same bytes as the library's default
 * function makes of its `typesDocument`, without linting and bundling, which take three quarters of its time.
 */
export function typesText(contract: string): string {
  const library = loadLibrary()
  const { resolveRef, scanDiscriminators } = library
  const names = createStandIns(contract)
  // The library adds discriminator properties to what it is given, so this copy of the contract is its own.
  const document = names.hide(typesDocument(JSON.parse(contract)))
  const schema = asLibrarys(document)
  const context: Omit<GlobalContext, 'redoc'> = {
    ...switchedOff,
    ...typesOptions,
    discriminators: scanDiscriminators(asLibrarys(scannedPart(document)), typesOptions),
    injectFooter: [],
    postTransform: undefined,
    transform: undefined,
    transformProperty: undefined,
    resolve: remember((reference) => resolveRef(schema, reference, typesOptions)),
  }
  // `redoc` configures the linting and bundling that do not happen here.
  const text = printDeclarations(document, library, context as GlobalContext)
  return visibleCode(names.show(withSafeHelpers(text)))
}

/** Path items whose types are made and printed together. */
const partSize = 100

/**
 * What the library prints for the whole document. Paths are printed part by part: with each operation the library copies the list of
 * those before it, which for ten thousand is half a gigabyte, and the syntax tree of all takes as much again.
 */
function printDeclarations(
  document: JsonObject,
  { astToString, transformSchema }: Library,
  context: GlobalContext,
): string {
  const paths: string[] = []
  const operations: string[] = []
  for (const part of partsOf(document.paths)) {
    const [declared = []] = transformSchema(asLibrarys({ paths: part }), context)
    paths.push(membersOf(astToString(declared)))
    const found = context.injectFooter.find(isOperations)
    if (found === undefined) continue
    operations.push(membersOf(astToString(found)))
    // The interface keeps its place among the declarations; the library adds the next part's members to it.
    found.members = []
  }
  const text = astToString(transformSchema(asLibrarys({ ...document, paths: {} }), context))
  if (paths.length === 0) return text
  return text
    .replace(/^export type paths = .*\n/, () => `export interface paths {\n${paths.join('')}}\n`)
    .replace(
      /^export interface operations \{\n\}$/m,
      () => `export interface operations {\n${operations.join('')}}`,
    )
}

function partsOf(paths: Json | undefined): readonly JsonObject[] {
  const entries = isObject(paths) ? Object.entries(paths) : []
  const count = Math.ceil(entries.length / partSize)
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(entries.slice(index * partSize, (index + 1) * partSize)),
  )
}

/** The interface `operations`, to which the library adds. */
function isOperations(node: Declaration): node is Declaration & { members: readonly unknown[] } {
  const { name } = node as { readonly name?: { readonly text?: string } }
  return 'members' in node && name?.text === 'operations'
}

type Declaration = GlobalContext['injectFooter'][number]

/** The lines between the first and the last of a printed interface. */
function membersOf(text: string): string {
  return text.slice(text.indexOf('\n') + 1, text.lastIndexOf('}'))
}

/** The document of `typesDocument` has what the library reads of one. */
function asLibrarys(document: JsonObject): OpenAPI3 {
  return document as unknown as OpenAPI3
}

/** Asks for each reference once; there are ten times as many uses. */
function remember<Value>(find: (reference: string) => Value): (reference: string) => Value {
  const known = new Map<string, Value>()
  return (reference) => {
    const found = known.get(reference) ?? find(reference)
    known.set(reference, found)
    return found
  }
}

type Library = Pick<
  typeof import('openapi-typescript'),
  'astToString' | 'resolveRef' | 'scanDiscriminators' | 'transformSchema'
>

/**
 * Loads those files of the library that make types, and TypeScript with them: a quarter of a second, in the thread that asks for
 * types. Its main file would load a linter too, and as an ES module Node reads TypeScript's nine megabytes twice to find their
 * exports; together that takes a second.
 */
export function loadLibrary(): Library {
  const require = createRequire(import.meta.url)
  const { astToString }: Library = require('openapi-typescript/dist/lib/ts.cjs')
  const { resolveRef, scanDiscriminators }: Library = require('openapi-typescript/dist/lib/utils.cjs')
  const transformSchema: Library['transformSchema'] = require('openapi-typescript/dist/transform/index.cjs')
  return { astToString, resolveRef, scanDiscriminators, transformSchema }
}

/**
 * The helper of the library is an error for a type that has no such property, such as one that may be null. No other line begins
 * like this: those of comments begin with an asterisk, and no literal has two lines.
 */
function withSafeHelpers(text: string): string {
  return text.replace(
    /^type WithRequired<T, K extends keyof T> = T & \{\n {4}\[P in K\]-\?: T\[P\];\n\};$/m,
    'type WithRequired<T, K extends PropertyKey> = [K & keyof T] extends [never] ? T : T & Required<Pick<T, K & keyof T>>;',
  )
}

const switchedOff = {
  additionalProperties: false,
  alphabetize: false,
  arrayLength: false,
  conditionalEnums: false,
  dedupeEnums: false,
  enum: false,
  enumValues: false,
  excludeDeprecated: false,
  exportType: false,
  generatePathParams: false,
  immutable: false,
  makePathsEnum: false,
  pathParamsAsTypes: false,
  propertiesRequiredByDefault: false,
  readWriteMarkers: false,
  rootTypes: false,
  rootTypesKeepCasing: false,
  rootTypesNoSchemaPrefix: false,
}
