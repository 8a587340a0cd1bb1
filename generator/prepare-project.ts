// What generating a project and checking one have in common: from a document to the plans of its project.
import type { JsonObject } from '@mockgen/runtime'
import { type ContractHistory, createHistory } from './changes/contract-history.js'
import { type Diagnostic, DiagnosticError } from './diagnostics.js'
import type { Annotations } from './load/load-document.js'
import { carryProjectConfig, pathBetween } from './load/project-config/project-config-carry.js'
import type { FetchMode } from './load/remote/fetching.js'
import type { RemoteAccess } from './load/remote/remote-access.js'
import type { LoadedDocument } from './model.js'
import { readOwnPackage } from './own-package.js'
import type { FilePlan } from './plan/file-plan.js'
import { planProject } from './plan/plan-project.js'
import { type OnProgress, type ReadContract, readContract, runStage } from './read-contract.js'
import { beginTypes, dropTypes, prepareTypes } from './render/types/render-types.js'
import { type RuntimeChoice, resolveRuntime } from './runtime-dependency.js'
import { type ApiSummary, summarize } from './summarize.js'
import type { RunNote } from './write/survey.js'

/** What a project is made from. */
export interface ProjectOptions {
  /** Path or URL of the OpenAPI document, JSON or YAML. */
  readonly contract: string
  /** Folder of the project. */
  readonly output: string
  /** Folder that the document's references may not leave. Default: the folder of the document. */
  readonly root?: string
  /** What references may be fetched from the network. Default: nothing. */
  readonly remote?: RemoteAccess
  /** Path of a `mockgen.json`. Default: the one beside the document, if there is one and it names no other document. */
  readonly config?: string
  /** Paths of overlays, which are applied in order after those of the configuration. */
  readonly overlays?: readonly string[]
  /** What the project depends on. Default: what the configuration says, else `vendored`. */
  readonly runtime?: RuntimeChoice
  /** What else may be wrong with what was read, warnings included; an error ends the run. Default: nothing. */
  readonly check?: (read: ReadContract) => Promise<readonly Diagnostic[]>
  readonly onProgress?: OnProgress
}

/** What becomes of documents on the network, of which the project keeps copies. */
interface FetchOption {
  readonly fetch: FetchMode
}

/** A project before it meets its folder. */
export interface PreparedProject {
  readonly plans: readonly FilePlan[]
  readonly note: RunNote
  readonly summary: ApiSummary
  readonly document: LoadedDocument
  readonly annotations: Annotations
  readonly warnings: readonly Diagnostic[]
  /** Tells what changed since the contract that stands in the project. */
  readonly history: ContractHistory
}

/**
 * Loads, reads and plans, and resolves to what `use` makes of it, while which contents may be asked for. Throws DiagnosticError
 * when the document has errors.
 */
export async function withProject<Result>(
  options: ProjectOptions & FetchOption,
  use: (project: PreparedProject) => Promise<Result>,
): Promise<Result> {
  prepareTypes()
  const begun: JsonObject[] = []
  const onBundled = (document: JsonObject) => {
    begun.push(document)
    beginTypes(document)
  }
  try {
    return await use(await prepareProject(options, onBundled))
  } finally {
    for (const document of begun) dropTypes(document)
  }
}

async function prepareProject(
  options: ProjectOptions & FetchOption,
  onBundled: (document: JsonObject) => void,
): Promise<PreparedProject> {
  const { contract, output, onProgress } = options
  const own = readOwnPackage()
  const read = await readContract(contract, { ...options, project: output, onBundled })
  const { document, model, annotations } = read
  const warnings = [...read.warnings, ...((await options.check?.(read)) ?? [])]
  if (warnings.some(({ severity }) => severity === 'error')) throw new DiagnosticError(warnings)
  const runtime = await resolveRuntime(options.runtime ?? annotations.config?.runtime ?? 'vendored', own)
  const plans = await runStage('plan', onProgress, () =>
    planProject({
      model,
      document,
      runtime,
      generatorVersion: own.version,
      contractPath: pathBetween(output, contract),
      options: carryProjectConfig(annotations, output),
      fetched: read.fetched,
    }),
  )
  const history = createHistory({ document, model })
  const note = { generator: own.version, contractHash: document.hash }
  return { plans, note, summary: summarize(model), document, annotations, warnings, history }
}
