// The door to openapi-typescript: from a document to the text of its types.
import type { GlobalContext, OpenAPI3 } from 'openapi-typescript'
import { createStandIns } from './stand-ins.js'

/** The options in which we differ from openapi-typescript. */
export const typesOptions = {
  /** A property with a default may be left out of a request; the default of the library would say that it is always there. */
  defaultNonNullable: false,
  /** What it has to say about a document is said by our own diagnostics. */
  silent: true,
} as const

/**
 * The declarations `paths`, `components`, `operations` and so on for a document that is bundled and whose operations have
 * ids, as JSON text. The same bytes as the library's default function, without its linting and bundling, which take three
 * quarters of its time.
 */
export async function typesText(json: string): Promise<string> {
  const { astToString, resolveRef, scanDiscriminators, transformSchema } = await loadLibrary()
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
    resolve: (reference) => resolveRef(schema, reference, typesOptions),
  }
  // `redoc` configures the linting and bundling that do not happen here.
  return names.show(astToString(transformSchema(schema, context as GlobalContext)))
}

/** Loads the library, and TypeScript with it: three quarters of a second, in the thread that asks for types. */
export function loadLibrary() {
  return import('openapi-typescript')
}

const switchedOff = {
  additionalProperties: false,
  alphabetize: false,
  arrayLength: false,
  conditionalEnums: false,
  dedupeEnums: false,
  emptyObjectsUnknown: false,
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
