// What changed from the contract that a project was generated from to the one that it is generated from now.
import type { JsonObject } from '@mockgen/runtime'
import type { ApiModel, LoadedDocument } from '../model.js'
import { readOperations } from '../read/operations.js'
import { readModel } from '../read/read-model.js'
import { createSchemas } from '../read/schema-view.js'
import { type Change, inOrderOfWeight } from './change.js'
import { compareEntities, compareStates } from './compare-entities.js'
import { compareMessages } from './compare-messages.js'
import type { SchemaSide } from './compare-values.js'
import { matchOperations } from './match-operations.js'
import { findSameParts } from './same-parts.js'

export interface ContractChanges {
  /** Breaking ones first. */
  readonly changes: readonly Change[]
  /** Ids of operations that were renamed, from the former one to the one of now. */
  readonly renamed: ReadonlyMap<string, string>
  /** Why entities were not compared; undefined when they were. */
  readonly skipped: string | undefined
}

/**
 * Compares two bundled contracts. The former one is read as the present one is, with the same environment and seed files; where
 * that is no longer possible, only operations, requests and answers are compared.
 */
export function compareContracts(
  former: JsonObject,
  present: { readonly document: LoadedDocument; readonly model: ApiModel },
): ContractChanges {
  const before = sideOf(former)
  const after = sideOf(present.document.document)
  const { pairs, changes } = matchOperations(
    readOperations(former, before.schemas),
    readOperations(after.document, after.schemas),
  )
  const sides = { before, after, same: findSameParts(before.document, after.document) }
  const model = readFormer(former, present.document)
  const kept =
    typeof model === 'string'
      ? []
      : [
          ...compareNamespaces(model, present.model),
          ...compareStates(pairs, model, present.model),
          ...compareEntities(model, present.model, sides),
        ]
  const all = [...changes, ...compareMessages(pairs, sides), ...kept]
  return {
    changes: inOrderOfWeight(all),
    renamed: new Map(
      changes.flatMap((change) =>
        change.kind === 'operation-renamed' ? [[change.formerly, change.operation] as const] : [],
      ),
    ),
    skipped: typeof model === 'string' ? model : undefined,
  }
}

function sideOf(document: JsonObject): SchemaSide {
  return { document, schemas: createSchemas(document) }
}

/** The model, or why there is none: the file is anybody's, and rules may have become stricter since. */
function readFormer(document: JsonObject, { env, seedFiles }: LoadedDocument): ApiModel | string {
  const seeded = seedFiles === undefined ? {} : { seedFiles }
  try {
    return readModel({ file: '', hash: '', document, env, ...seeded, locate: () => undefined }).model
  } catch (cause) {
    return cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
  }
}

/** Where a store keeps the records of a mock follows from this. */
function compareNamespaces(former: ApiModel, present: ApiModel): readonly Change[] {
  const [before, after] = [former, present].map(({ settings, title }) => settings.namespace ?? title)
  if (before === undefined || after === undefined || before === after) return []
  return [{ kind: 'namespace-changed', before, after }]
}
