// Opens a contract that is named by URL: the copy that the project keeps, or what is fetched, held against its pinned hash.
import { existsSync, realpathSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { error, type Finding, refuse } from '../findings.js'
import { parseSource } from '../parse-source.js'
import { decodeText, maxFileBytes } from '../read-text.js'
import type { Source } from '../source.js'
import type { Fetching } from './fetching.js'
import { integrityOf } from './kept-documents.js'
import { findUrlProblem, type RemoteAccess } from './remote-access.js'

/** True for the URL of a document; everything else is a path. */
export function isContractUrl(contract: string): boolean {
  return /^https?:\/\//i.test(contract)
}

export interface ContractPin {
  /** What it must be; undefined for a document that is to be pinned, or that nobody has pinned. */
  readonly hash: string | undefined
  /** True when a missing hash is an error: the configuration names the URL. */
  readonly isRequired: boolean
  /** Folder that files beside the contract count from, such as seeds: the project's. */
  readonly home: string
  /** Hosts that may be asked, besides public ones: whoever names a document allows its host. */
  readonly access: RemoteAccess | undefined
}

export interface OpenedContract {
  readonly source: Source
  readonly hash: string
}

/** The document and its hash. Throws DiagnosticError MOCKGEN_REF_REMOTE or MOCKGEN_CONTRACT_PIN. */
export async function openContract(
  contract: string,
  fetching: Fetching,
  pin: ContractPin,
): Promise<OpenedContract> {
  if (!URL.canParse(contract)) throw refuse(notFetched(contract, 'it is no URL'), contract)
  const url = new URL(contract)
  const copy = fetching.copyOf(url)
  const isRight = copy !== undefined && (pin.hash === undefined || integrityOf(copy.bytes) === pin.hash)
  const { at, bytes } = isRight || fetching.mode === 'never' ? (copy ?? missing(contract)) : await take()
  const hash = integrityOf(bytes)
  requirePinned(contract, hash, fetching, pin)
  const path = join(realFolder(pin.home), localName(url))
  return { source: { ...parseSource(path, contract, decodeText(bytes, contract)), url: at }, hash }

  async function take() {
    const access: RemoteAccess = { ...pin.access, anyPublic: true }
    const problem = findUrlProblem(url, access)
    const taken =
      problem === undefined
        ? await fetching.fetch(url, access, maxFileBytes)
        : { ok: false as const, reason: problem }
    if (taken.ok) return taken.document
    throw refuse(notFetched(contract, taken.reason), contract)
  }
}

function requirePinned(contract: string, hash: string, { mode }: Fetching, pin: ContractPin): void {
  if (mode === 'anew' || pin.hash === hash || (pin.hash === undefined && !pin.isRequired)) return
  const remedy = 'If that is the document that you want, mockgen generate --update-contract pins it.'
  const message =
    pin.hash === undefined
      ? `${contract} is not pinned; its hash is ${hash}`
      : `${contract} is not the document that contractHash pins: expected ${pin.hash}, found ${hash}`
  throw refuse(error('MOCKGEN_CONTRACT_PIN', message, remedy), contract)
}

function missing(contract: string): never {
  const message = `the project keeps no copy of ${contract}, and nothing is fetched here`
  const remedy = 'Run mockgen generate, and commit .mockgen with the project.'
  throw refuse(error('MOCKGEN_CONTRACT_PIN', message, remedy), contract)
}

function notFetched(contract: string, reason: string): Finding {
  const remedy = 'Correct the URL, or allow a host that is not public with --allow-remote-refs=HOST.'
  return error('MOCKGEN_REF_REMOTE', `${contract} is not fetched: ${reason}`, remedy)
}

/** The name that stands for the document among the files beside it; only its ending means something. */
function localName(url: URL): string {
  const name = basename(url.pathname).replace(/[^\w.-]/g, '_')
  return /\.(?:json|ya?ml)$/i.test(name) ? name : `${name}.yaml`
}

function realFolder(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : resolve(folder)
}
