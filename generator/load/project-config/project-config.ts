// Opens `mockgen.json`: the options of a project, and what annotates a contract that may not be edited.
import { realpathSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import type { Json } from '@mockgen/runtime'
import { DiagnosticError } from '../../diagnostics.js'
import { own } from '../../pointers.js'
import { isInside, openSource } from '../document-files.js'
import { refuse } from '../findings.js'
import { createPlaceOf } from '../places.js'
import { isContractUrl } from '../remote/open-contract.js'
import type { RemoteAccess } from '../remote/remote-access.js'
import type { Source } from '../source.js'
import { checkRoot, remoteAccessOf } from './project-config-access.js'
import { type ConfigFinding, checkProjectConfig, wrongConfig } from './project-config-check.js'
import { projectConfigName } from './project-config-keys.js'
import { rebaseStore } from './project-config-paths.js'

/** A checked file. Paths are seen from the current folder. */
export interface ProjectConfig {
  readonly source: Source
  readonly contract: string | undefined
  /** What a contract by URL must be: `sha256-` and base64. */
  readonly contractHash: string | undefined
  readonly overlays: readonly string[]
  /** Folder that the document's references and the overlays may come from. */
  readonly root: string | undefined
  /** What references may be fetched from the network; undefined for nothing. */
  readonly remote: RemoteAccess | undefined
  /** Environment variables that expressions may read. */
  readonly env: readonly string[]
  /** As the options of the same names on the command line. */
  readonly store: string | undefined
  readonly runtime: string | undefined
}

export interface ProjectConfigOptions {
  /** Path of the file. Default: the one beside the contract, unless that names another contract. */
  readonly config?: string
  /** Folder that its overlays may come from, besides its own and the contract's. Default: the one that it names. */
  readonly root?: string
}

/** The configuration for a contract; undefined when there is none. Throws DiagnosticError with everything that is wrong in it. */
export function openProjectConfig(
  contract: string,
  options: ProjectConfigOptions,
): ProjectConfig | undefined {
  const { config = isContractUrl(contract) ? undefined : findBeside(contract), root } = options
  if (config === undefined) return undefined
  const source = openSource(config)
  const named = contractOf(source)
  const isOfAnother =
    named !== undefined && (isContractUrl(named) || tryRealPath(named) !== tryRealPath(contract))
  if (options.config === undefined && isOfAnother) return undefined
  return readConfig(source, dirname(contract), root)
}

/** The contract that a configuration names, seen from the current folder; undefined when it names none. */
export function configuredContract(config: string): string | undefined {
  const source = openSource(config)
  requireNothing(source, checkProjectConfig(source.value))
  return contractOf(source)
}

function findBeside(contract: string): string | undefined {
  const path = join(dirname(contract), projectConfigName)
  const folder = tryRealPath(dirname(contract))
  const real = tryRealPath(path)
  if (folder === undefined || real === undefined) return undefined
  if (isInside(folder, real)) return path
  throw refuse(
    wrongConfig(`${path} is a link that leads out of its folder`, 'Name the file with --config.'),
    path,
  )
}

function readConfig(source: Source, folder: string, outerRoot: string | undefined): ProjectConfig {
  const { value } = source
  const named = textOf(value, 'root')
  const root = named === undefined ? undefined : seenFrom(source, named)
  const folders = [folder, ...[outerRoot ?? root].filter((path) => path !== undefined)]
  const store = textOf(value, 'store')
  const borders = [dirname(source.path), ...folders.flatMap((folder) => tryRealPath(folder) ?? [])]
  const found = checkProjectConfig(value)
  const pinned = () => (textOf(value, 'contractHash') === undefined ? [] : checkPinned(contractOf(source)))
  const isRootUsed = root !== undefined && outerRoot === undefined
  const reached = () => (isRootUsed ? checkRoot(root, dirname(source.path)) : [])
  requireNothing(
    source,
    found.length > 0 ? found : [...pinned(), ...reached(), ...checkOverlays(source, borders)],
  )
  return {
    source,
    contract: contractOf(source),
    contractHash: textOf(value, 'contractHash'),
    overlays: textsOf(value, 'overlays').map((path) => seenFrom(source, path)),
    root,
    remote: remoteAccessOf(value),
    env: textsOf(value, 'env'),
    store: store && rebaseStore(store, (path) => seenFrom(source, path)),
    runtime: textOf(value, 'runtime'),
  }
}

/** A file that a checkout brings along names no files elsewhere on this machine, not even through links. */
function checkOverlays(source: Source, borders: readonly string[]): readonly ConfigFinding[] {
  return textsOf(source.value, 'overlays').flatMap((path, index) => {
    const tokens = ['overlays', String(index)]
    const real = tryRealPath(seenFrom(source, path))
    if (real === undefined) {
      const remedy = 'Check the path; it counts from the folder of this file.'
      return [{ finding: wrongConfig(`there is no file ${path}`, remedy), tokens }]
    }
    if (borders.some((border) => isInside(border, real))) return []
    const remedy =
      'Keep overlays beside this file or the contract, or name the folder of them all with --root.'
    return [{ finding: wrongConfig(`the overlay ${path} lies elsewhere`, remedy), tokens }]
  })
}

function checkPinned(contract: string | undefined): readonly ConfigFinding[] {
  if (contract !== undefined && isContractUrl(contract)) return []
  const remedy = 'Remove it, or name the contract by its URL.'
  return [{ finding: wrongConfig('contractHash is of a contract by URL', remedy), tokens: ['contractHash'] }]
}

function requireNothing(source: Source, found: readonly ConfigFinding[]): void {
  if (found.length === 0) return
  const placeOf = createPlaceOf()
  throw new DiagnosticError(
    found.map(({ finding, tokens }) => ({ ...finding, place: placeOf({ source, tokens }) })),
  )
}

function contractOf(source: Source): string | undefined {
  const contract = textOf(source.value, 'contract')
  return contract === undefined || isContractUrl(contract) ? contract : seenFrom(source, contract)
}

/** A path in the file, seen from the current folder. */
function seenFrom(source: Source, path: string): string {
  return isAbsolute(path) ? path : join(dirname(source.name), path)
}

function textOf(value: Json, key: string): string | undefined {
  const text = own(value, key)
  return typeof text === 'string' ? text : undefined
}

function textsOf(value: Json, key: string): readonly string[] {
  const texts = own(value, key)
  return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : []
}

function tryRealPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    // Nothing there, or nothing that we may see.
    return undefined
  }
}
