// The stages load and read in one call: how everything that looks at a document begins.
import type { JsonObject } from '@mockgen/runtime'
import { type Diagnostic, DiagnosticError } from './diagnostics.js'
import { type Annotations, loadDocument } from './load/load-document.js'
import type { FetchMode } from './load/remote/fetching.js'
import type { KeptDocument } from './load/remote/kept-documents.js'
import type { RemoteAccess } from './load/remote/remote-access.js'
import type { ApiModel, LoadedDocument } from './model.js'
import { readModel, type WhereFilled } from './read/read-model.js'

/** The stages of the pipeline, in order. */
export type Stage = 'load' | 'read' | 'plan' | 'write'

/** Told when a stage starts and how it ended. */
export type OnProgress = (stage: Stage, state: 'started' | 'finished' | 'failed') => void

/** A document that has been loaded and understood. */
export interface ReadContract {
  readonly document: LoadedDocument
  readonly model: ApiModel
  /** The files that annotate the document from outside. */
  readonly annotations: Annotations
  /** The documents of the network that it was made from. */
  readonly fetched: readonly KeptDocument[]
  /** Of both stages. */
  readonly warnings: readonly Diagnostic[]
  readonly whereFilled: WhereFilled
}

export interface ReadContractOptions {
  /** Folder that references may not leave. Default: the folder of the document. */
  readonly root?: string
  /** What references may be fetched from the network. Default: nothing. */
  readonly remote?: RemoteAccess
  /** Path of a `mockgen.json`. Default: the one beside the document, if there is one and it names no other document. */
  readonly config?: string
  /** Paths of overlays, which are applied in order after those of the configuration. */
  readonly overlays?: readonly string[]
  /** What becomes of documents on the network. Default: those without a copy in the project are fetched, where they may be. */
  readonly fetch?: FetchMode
  /** Folder of the project that keeps such copies. Default: the one of the configuration. */
  readonly project?: string
  readonly onProgress?: OnProgress
  /** Told of the document as soon as it is in one piece; it may still turn out to be wrong. */
  readonly onBundled?: (document: JsonObject) => void
}

/** Loads and reads a document. Throws DiagnosticError with everything that was found, warnings included. */
export async function readContract(file: string, options: ReadContractOptions = {}): Promise<ReadContract> {
  const { onProgress } = options
  const loaded = await runStage('load', onProgress, () => loadDocument(file, options))
  const read = await runStage('read', onProgress, () =>
    keepWarnings(loaded.warnings, () => readModel(loaded.document)),
  )
  return {
    document: loaded.document,
    model: read.model,
    annotations: loaded.annotations,
    fetched: loaded.fetched,
    warnings: [...loaded.warnings, ...read.warnings],
    whereFilled: read.whereFilled,
  }
}

/** Runs one stage and tells when it starts and ends. */
export async function runStage<Result>(
  stage: Stage,
  onProgress: OnProgress | undefined,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  onProgress?.(stage, 'started')
  try {
    const result = await work()
    onProgress?.(stage, 'finished')
    return result
  } catch (error) {
    onProgress?.(stage, 'failed')
    throw error
  }
}

function keepWarnings<Result>(warnings: readonly Diagnostic[], work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error
    throw new DiagnosticError([...warnings, ...error.diagnostics])
  }
}
