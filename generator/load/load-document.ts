// The first stage: from a file name to one bundled, checked and named OpenAPI 3 document.
import { createHash } from 'node:crypto'
import type { JsonObject } from '@mockgen/runtime'
import { type Diagnostic, DiagnosticError } from '../diagnostics.js'
import type { LoadedDocument } from '../model.js'
import { join, tokensOf } from '../pointers.js'
import { type Bundle, bundle } from './bundle.js'
import { checkOperations } from './check-operations.js'
import { checkSchemaCycles } from './check-schema-cycles.js'
import { checkVersion } from './check-version.js'
import { convertSwagger, toSwaggerTokens } from './convert-swagger.js'
import { crawlReferences } from './crawl-references.js'
import { type DocumentFiles, openDocumentFiles } from './document-files.js'
import { error, type LocatedFinding } from './findings.js'
import { nameOperations } from './name-operations.js'
import { createPlaceOf, type PlaceOf } from './places.js'

export interface LoadOptions {
  /** Folder that references may not leave. Default: the folder of the document. */
  readonly root?: string
}

/** A document that a mock can be made of. */
export interface Loaded {
  readonly document: LoadedDocument
  readonly warnings: readonly Diagnostic[]
}

/**
 * Loads an OpenAPI 3.0, 3.1 or Swagger 2.0 document, JSON or YAML, in one file or several. Throws DiagnosticError with every
 * problem that was found, warnings included, when one of them is an error.
 */
export async function loadDocument(file: string, options: LoadOptions = {}): Promise<Loaded> {
  const placeOf = createPlaceOf()
  const files = openDocumentFiles(file, options.root)
  const version = requireVersion(files, placeOf)
  await readReferredFiles(files)
  const bundled = bundle(files, version.document, version.dialect)
  const warnings = requireNoErrors(bundled, placeOf)
  const isSwagger = version.dialect === '2.0'
  const openapi = isSwagger ? await convert(bundled.document, files, placeOf) : bundled.document
  const document = nameOperations(openapi)
  const locate = (pointer: string) => {
    const tokens = tokensOfPointer(pointer)
    return placeOf(bundled.origins.of(isSwagger ? toSwaggerTokens(bundled.document, tokens) : tokens))
  }
  return { document: { file, hash: hashOf(document), document, locate }, warnings }
}

function requireVersion(files: DocumentFiles, placeOf: PlaceOf) {
  const version = checkVersion(files.entry.value)
  if (version.ok) return version
  const location = { source: files.entry, tokens: version.tokens }
  const pointer = join('', ...version.tokens)
  throw new DiagnosticError([toDiagnostic({ ...version.finding, location, pointer }, placeOf)])
}

async function readReferredFiles(files: DocumentFiles): Promise<void> {
  // What this misses is read when the reference is resolved; it only keeps a library from being loaded for one file.
  if (!/\$ref["']?\s*:\s*["']?[^#"'\s]/.test(files.entry.text)) return
  await crawlReferences(files.entry.path, files.entry.value, (reference, from) => {
    const followed = files.follow(from, reference)
    return followed.ok ? followed.source.value : null
  })
}

/** The warnings; throws them with the errors when there are any. */
function requireNoErrors(bundled: Bundle, placeOf: PlaceOf): readonly Diagnostic[] {
  const pointed = [...checkOperations(bundled.document), ...checkSchemaCycles(bundled.document)]
  const located = pointed.map(({ finding, tokens }) => {
    return { ...finding, location: bundled.origins.of(tokens), pointer: join('', ...tokens) }
  })
  const diagnostics = [...bundled.findings, ...located].map((finding) => toDiagnostic(finding, placeOf))
  const all = [...bundled.diagnostics, ...diagnostics]
  if (all.some(({ severity }) => severity === 'error')) throw new DiagnosticError(all)
  return all
}

function toDiagnostic({ location, ...finding }: LocatedFinding, placeOf: PlaceOf): Diagnostic {
  return { ...finding, place: placeOf(location) }
}

async function convert(document: JsonObject, files: DocumentFiles, placeOf: PlaceOf): Promise<JsonObject> {
  try {
    return await convertSwagger(document)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const finding = error('MOCKGEN_SCHEMA', `the Swagger 2.0 document cannot be converted: ${reason}`)
    const location = { source: files.entry, tokens: [] }
    throw new DiagnosticError([toDiagnostic({ ...finding, location, pointer: '' }, placeOf)])
  }
}

/** The tokens of a pointer, or of its fragment form, which alone is percent-encoded. */
function tokensOfPointer(pointer: string): readonly string[] {
  if (pointer.startsWith('#')) return tokensOf(pointer.slice(1))
  return tokensOf(pointer.replaceAll('%', '%25'))
}

/** Over the bytes that are written as `contract/openapi.json`. */
function hashOf(document: JsonObject): string {
  return createHash('sha256')
    .update(`${JSON.stringify(document, null, 2)}\n`)
    .digest('hex')
}
