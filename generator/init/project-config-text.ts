// The declarations of `mockgen init` as a mockgen.json, which knows operations by their names, whatever files they stand in.
import type { InferenceDeclarations } from './declare-inference.js'

/** Writes a mockgen.json for a contract that stands beside it. */
export function projectConfigText(contract: string, { root, operations }: InferenceDeclarations): string {
  const declared = operations.map(({ id, declaration }) => [id, declaration] as const)
  const config = { version: 1, contract, persistence: root, operations: Object.fromEntries(declared) }
  return `${JSON.stringify(config, undefined, 2)}\n`
}
