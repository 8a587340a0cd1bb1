// The first stage: from a file name to one bundled, checked and named OpenAPI 3 document.
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { JsonObject } from '@mockgen/runtime'
import { contractText } from '../contract-text.js'
import { type Diagnostic, DiagnosticError, inFileOrder } from '../diagnostics.js'
import type { LoadedDocument } from '../model.js'
import { join, tokensOf } from '../pointers.js'
import { type Bundle, bundle } from './bundle.js'
import { checkOperations, type PointedFinding } from './check-operations.js'
import { checkSchemaCycles } from './check-schema-cycles.js'
import { checkVersion, type Version } from './check-version.js'
import { crawlReferences } from './crawl-references.js'
import { type DocumentFiles, openDocumentFiles, openSource, remoteUrl } from './document-files.js'
import type { LocatedFinding, PlacedFinding } from './findings.js'
import { nameOperations } from './name-operations.js'
import { openOverlays, overlayDocument } from './overlays/overlay-files.js'
import { createPlaceOf, type PlaceOf } from './places.js'
import { openProjectConfig, type ProjectConfig } from './project-config/project-config.js'
import { declarePersistence } from './project-config/project-config-declarations.js'
import { createFetching, type Fetching, type FetchMode } from './remote/fetching.js'
import { type KeptDocument, openKeptDocuments } from './remote/kept-documents.js'
import { isContractUrl, openContract } from './remote/open-contract.js'
import type { RemoteAccess } from './remote/remote-access.js'
import { readSeedFiles } from './seed-files.js'
import type { Location, Source } from './source.js'
import { upgrade } from './upgrade/upgrade.js'

export interface LoadOptions {
  /** Folder that references may not leave. Default: what the configuration says, else the folder of the document. */
  readonly root?: string
  /** Path of a `mockgen.json`. Default: the one beside the document, if there is one and it names no other document. */
  readonly config?: string
  /** Paths of overlays, which are applied in order after those of the configuration. */
  readonly overlays?: readonly string[]
  /** What references may be fetched from the network. Default: what the configuration says, else nothing. */
  readonly remote?: RemoteAccess
  /** What becomes of documents on the network. Default: those without a copy in the project are fetched, where they may be. */
  readonly fetch?: FetchMode
  /** Folder of the project that keeps such copies. Default: the one of the configuration. */
  readonly project?: string
  /**
   * Told of the document as soon as it is in one piece, so that what needs no more than that can begin. It may still be refused for
   * what its parts say together.
   */
  readonly onBundled?: (document: JsonObject) => void
}

/** A document that a mock can be made of. */
export interface Loaded {
  readonly document: LoadedDocument
  readonly warnings: readonly Diagnostic[]
  /** What annotated the document from outside. */
  readonly annotations: Annotations
  /** The documents of the network that it was made from. */
  readonly fetched: readonly KeptDocument[]
}

/** The files that annotate a document. */
export interface Annotations {
  readonly config: ProjectConfig | undefined
  /** Paths of all overlays, in the order in which they were applied. */
  readonly overlays: readonly string[]
  /** Folder that references may not leave; undefined for the folder of the document. */
  readonly root: string | undefined
  /** What references may be fetched from the network; undefined for nothing. */
  readonly remote: RemoteAccess | undefined
  /** Of a contract by URL: `sha256-` and base64. */
  readonly contractHash: string | undefined
}

/**
 * Loads an OpenAPI 3.0 to 3.2 or Swagger 2.0 document, JSON or YAML, in one file or several, with what annotates it from
 * outside. Throws DiagnosticError with every problem that was found, warnings included, when one of them is an error.
 */
export async function loadDocument(file: string, options: LoadOptions = {}): Promise<Loaded> {
  const placeOf = createPlaceOf()
  const config = openProjectConfig(file, options)
  const { root = config?.root, remote = config?.remote } = options
  const { entry, hash: contractHash, fetching } = await openEntry(file, config, options)
  const overlays = openOverlays([...(config?.overlays ?? []), ...(options.overlays ?? [])])
  const overlaid = await overlayDocument(entry, overlays)
  const noted = requireNoErrors(toDiagnostics(overlaid.findings, placeOf))
  const files = openDocumentFiles(overlaid.entry, root, remote, fetching)
  const version = requireVersion(files, placeOf)
  await readReferredFiles(files)
  const bundled = await bundleAll(files, version)
  const declared = declarePersistence(bundled, config?.source, overlaid.entry, version.dialect)
  const upgraded = upgrade(declared.document, version.dialect)
  const changed = located(upgraded.findings, declared.origin)
  const document = nameOperations(upgraded.document)
  const apart = [...bundled.findings, ...declared.findings, ...changed]
  if (![...apart, ...bundled.diagnostics].some(isError)) options.onBundled?.(document)
  const found = [...apart, ...checkBundled(bundled)]
  const warnings = requireNoErrors([...noted, ...bundled.diagnostics, ...toDiagnostics(found, placeOf)])
  const locationOf = (tokens: readonly string[]) => declared.origin(upgraded.before(tokens))
  const locate = (pointer: string) => placeOf(locationOf(tokensOfPointer(pointer)))
  const seedFiles = readSeedFiles(document, files, locationOf, placeOf)
  return {
    document: { file, hash: hashOf(document), document, env: config?.env ?? [], seedFiles, locate },
    warnings,
    annotations: { config, overlays: overlays.map(({ name }) => name), root, remote, contractHash },
    fetched: fetching.used(),
  }
}

interface Entry {
  readonly entry: Source
  /** Of a document by URL. */
  readonly hash: string | undefined
  readonly fetching: Fetching
}

async function openEntry(
  file: string,
  config: ProjectConfig | undefined,
  { fetch, project, remote = config?.remote }: LoadOptions,
): Promise<Entry> {
  const home = project ?? (config === undefined ? undefined : dirname(config.source.path))
  const fetching = createFetching(fetch, home === undefined ? undefined : openKeptDocuments(home))
  if (!isContractUrl(file)) return { entry: openSource(file), hash: undefined, fetching }
  const isNamed = config?.contract === file
  const { source, hash } = await openContract(file, fetching, {
    hash: isNamed ? config.contractHash : undefined,
    isRequired: isNamed,
    home: home ?? '.',
    access: remote,
  })
  return { entry: source, hash, fetching }
}

type ValidVersion = Extract<Version, { readonly ok: true }>

function requireVersion(files: DocumentFiles, placeOf: PlaceOf): ValidVersion {
  const version = checkVersion(files.entry.value)
  if (version.ok) return version
  const location = { source: files.entry, tokens: version.tokens }
  const pointer = join('', ...version.tokens)
  throw new DiagnosticError([{ ...version.finding, pointer, place: placeOf(location) }])
}

/** Bundles again while that finds documents on the network that were not fetched yet; each round reaches one reference further. */
async function bundleAll(files: DocumentFiles, { document, dialect }: ValidVersion): Promise<Bundle> {
  let bundled = bundle(files, document, dialect)
  // After a limited number of rounds nothing more is wanted.
  while (await files.fetchWanted()) bundled = bundle(files, document, dialect)
  return bundled
}

async function readReferredFiles(files: DocumentFiles): Promise<void> {
  // What this misses is read when the reference is resolved; it only keeps a library from being loaded for one file.
  if (!/\$ref["']?\s*:\s*["']?[^#"'\s]/.test(files.entry.text)) return
  await crawlReferences(files.entry.path, files.entry.value, (reference, from) => {
    // What is on the network is fetched when a reference of the document means it, and not for one in an example.
    if (remoteUrl(from, reference) !== undefined) return null
    const followed = files.follow(from, reference)
    return followed.ok ? followed.source.value : null
  })
}

/** What is wrong with the document as a whole. */
function checkBundled({ document, origins }: Bundle): readonly LocatedFinding[] {
  return located([...checkOperations(document), ...checkSchemaCycles(document)], origins.of)
}

function located(
  findings: readonly PointedFinding[],
  originOf: (tokens: readonly string[]) => Location,
): readonly LocatedFinding[] {
  return findings.map(({ finding, tokens }) => {
    return { ...finding, location: originOf(tokens), pointer: join('', ...tokens) }
  })
}

/** The warnings; throws them with the errors when there are any. */
function requireNoErrors(found: readonly Diagnostic[]): readonly Diagnostic[] {
  const diagnostics = inFileOrder(found)
  if (diagnostics.some(isError)) throw new DiagnosticError(diagnostics)
  return diagnostics
}

function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error'
}

function toDiagnostics(findings: readonly PlacedFinding[], placeOf: PlaceOf): readonly Diagnostic[] {
  return findings.map(({ location, ...finding }) => ({ ...finding, place: placeOf(location) }))
}

/** The tokens of a pointer, or of its fragment form, which alone is percent-encoded. */
function tokensOfPointer(pointer: string): readonly string[] {
  if (pointer.startsWith('#')) return tokensOf(pointer.slice(1))
  return tokensOf(pointer.replaceAll('%', '%25'))
}

/** Over the bytes that are written as `contract/openapi.json`. */
function hashOf(document: JsonObject): string {
  return createHash('sha256').update(contractText(document)).digest('hex')
}
