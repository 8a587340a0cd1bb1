// The door to openapi-typescript: from a document to the text of its types.
import { createRequire } from 'node:module'
import type { GlobalContext, OpenAPI3 } from 'openapi-typescript'
import { visibleCode } from '../encode.js'
import { createStandIns } from './stand-ins.js'

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
 * The declarations `paths`, `components`, `operations` and so on for what `typesDocument` makes of a document, as JSON text. The
 * same bytes as the library's default function, without its linting and bundling, which take three quarters of its time.
 */
export function typesText(json: string): string {
  const { astToString, resolveRef, scanDiscriminators, transformSchema } = loadLibrary()
  // The library adds discriminator properties to what it is given, so this copy is its own.
  const names = createStandIns(json)
  const schema = names.hide(JSON.parse(json)) as unknown as OpenAPI3
  const context: Omit<GlobalContext, 'redoc'> = {
    ...switchedOff,
    ...typesOptions,
    discriminators: scanDiscriminators(schema, typesOptions),
    injectFooter: [],
    postTransform: undefined,
    transform: undefined,
    transformProperty: undefined,
    resolve: remember((reference) => resolveRef(schema, reference, typesOptions)),
  }
  // `redoc` configures the linting and bundling that do not happen here.
  const nodes = transformSchema(schema, context as GlobalContext)
  return visibleCode(names.show(withSafeHelpers(astToString(nodes))))
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
