// The whole pipeline: from a document to a project on disk.
import type { JsonObject } from '@mockgen/runtime'
import { type Diagnostic, DiagnosticError } from './diagnostics.js'
import { carryProjectConfig, pathBetween } from './load/project-config/project-config-carry.js'
import type { RemoteAccess } from './load/remote/remote-access.js'
import { readOwnPackage } from './own-package.js'
import { planProject } from './plan/plan-project.js'
import { type OnProgress, type ReadContract, readContract, runStage } from './read-contract.js'
import { beginTypes, dropTypes, prepareTypes } from './render/types/render-types.js'
import { type RuntimeChoice, resolveRuntime } from './runtime-dependency.js'
import { type ApiSummary, summarize } from './summarize.js'
import { type WriteReport, writeProject } from './write/write-project.js'

export interface GenerateOptions {
  /** Path of the OpenAPI document, JSON or YAML. */
  readonly contract: string
  /** Folder of the project; made when it does not exist. */
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
  /** Overwrites generated files that were changed by hand, and takes a folder that is not ours. Default: false. */
  readonly force?: boolean
  /** Reports what would be written and writes nothing. Default: false. */
  readonly dryRun?: boolean
  /** What else may be wrong with what was read, warnings included; an error ends the run. Default: nothing. */
  readonly check?: (read: ReadContract) => Promise<readonly Diagnostic[]>
  readonly onProgress?: OnProgress
}

/** What was read and what happened on disk. */
export interface GenerateReport extends ApiSummary {
  readonly files: WriteReport
  readonly warnings: readonly Diagnostic[]
}

/**
 * Generates the project. Throws DiagnosticError when the document has errors, when the folder is not ours or not writable, or when a
 * generated file was changed by hand; then nothing was written.
 */
export async function generate(options: GenerateOptions): Promise<GenerateReport> {
  prepareTypes()
  const begun: JsonObject[] = []
  const onBundled = (document: JsonObject) => {
    begun.push(document)
    beginTypes(document)
  }
  try {
    return await run(options, onBundled)
  } finally {
    for (const document of begun) dropTypes(document)
  }
}

async function run(
  options: GenerateOptions,
  onBundled: (document: JsonObject) => void,
): Promise<GenerateReport> {
  const { contract, output, force = false, dryRun = false, onProgress } = options
  const own = readOwnPackage()
  const read = await readContract(contract, { ...options, onBundled })
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
    }),
  )
  const files = await runStage('write', onProgress, () =>
    writeProject(output, plans, { force, dryRun, generator: own.version, contractHash: document.hash }),
  )
  return { ...summarize(model), files, warnings }
}
