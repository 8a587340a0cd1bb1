// The contract that stands in a project beside the one that it is generated from now: compared once, however many ask.
import type { JsonObject } from '@mockgen/runtime'
import type { ApiModel, LoadedDocument } from '../model.js'
import { isObject } from '../pointers.js'
import { maxRenamed } from '../write/manifest.js'
import { type ContractChanges, compareContracts } from './compare-contracts.js'

export interface ContractHistory {
  readonly model: ApiModel
  /** What changed since the contract of these bytes. */
  since(contract: Uint8Array): ContractChanges
  /** What operations are called now that were called otherwise: those remembered, and those since the contract of these bytes. */
  renamedSince(
    renamed: ReadonlyMap<string, string>,
    contract: Uint8Array | undefined,
  ): ReadonlyMap<string, string>
}

export function createHistory(present: {
  readonly document: LoadedDocument
  readonly model: ApiModel
}): ContractHistory {
  let last: { readonly contract: Uint8Array; readonly changes: ContractChanges } | undefined

  function since(contract: Uint8Array): ContractChanges {
    if (last?.contract !== contract) last = { contract, changes: compare(contract) }
    return last.changes
  }

  function compare(contract: Uint8Array): ContractChanges {
    const former = parse(contract)
    return former === undefined
      ? { changes: [], renamed: new Map(), skipped: 'the former contract is not JSON' }
      : compareContracts(former, present)
  }

  return {
    model: present.model,
    since,
    renamedSince(renamed, contract) {
      const now = contract === undefined ? new Map<string, string>() : since(contract).renamed
      const operations = new Set(present.model.operations.map(({ id }) => id))
      const followed = [...renamed].map(([from, to]) => [from, now.get(to) ?? to] as const)
      const valid = [...followed, ...now].filter(([from, to]) => operations.has(to) && !operations.has(from))
      return new Map(valid.slice(-maxRenamed))
    },
  }
}

function parse(contract: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(contract).toString())
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
