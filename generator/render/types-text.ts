// The door to openapi-typescript: from a document to the text of its types.
import type { JsonObject } from '@mockgen/runtime'
import type { GlobalContext, OpenAPI3 } from 'openapi-typescript'
import { isObject } from '../pointers.js'

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
  const document: JsonObject = JSON.parse(json)
  const renamed = renameOperations(document, json)
  const schema = document as unknown as OpenAPI3
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
  return renamed.restore(astToString(transformSchema(schema, context as GlobalContext)))
}

// The library refers to operations by pointers in fragment form without encoding them, and decodes them: `100%` would be an
// error and `a#b` another name. Such ids are replaced for its sake, and put back where the replacement stands as a literal.
function renameOperations(document: JsonObject, json: string): { restore(types: string): string } {
  // Not an identifier, so that it is printed in quotes everywhere; not in the document, so that it stands for nothing else.
  let prefix = 'mockgen operation '
  while (json.includes(prefix)) prefix += '- '
  const originals: string[] = []
  for (const operation of operationsOf(document)) {
    const { operationId } = operation
    if (typeof operationId !== 'string' || !/[%#]/.test(operationId)) continue
    Object.assign(operation, { operationId: `${prefix}${originals.length}` })
    originals.push(operationId)
  }
  const restore = (types: string) =>
    originals.reduce((text, id, i) => text.replaceAll(`"${prefix}${i}"`, () => JSON.stringify(id)), types)
  return { restore }
}

function operationsOf(document: JsonObject): readonly JsonObject[] {
  const pathItems = isObject(document.paths) ? Object.values(document.paths).filter(isObject) : []
  return pathItems.flatMap((pathItem) => Object.values(pathItem).filter(isObject))
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
