// The first step of a smoke test: creates the record, and finds out its key.
import { tokensOf } from '../../pointers.js'
import { Encoded } from '../encode.js'
import type { PrintableRecord } from '../print-literal.js'
import type { EntityOperation, EntityOperations } from './entity-operations.js'
import { callList, type WalkedRecord } from './smoke-list.js'
import { createdStatuses, nest, pathOf, type SmokeApi, type SmokeParents } from './smoke-parents.js'
import { placeOf, type SmokeScript } from './smoke-script.js'

/** Where a walk takes place. */
export interface Stage {
  readonly api: SmokeApi
  readonly of: EntityOperations
  readonly script: SmokeScript
  readonly parents: SmokeParents
  readonly scope: readonly string[]
  /** The first parts of the key, where the path of the create holds them. */
  readonly held: readonly string[]
}

/** Creates the record and tells how to name it; undefined when neither the answer nor the list shows its key. */
export function createRecord(
  stage: Stage,
  create: EntityOperation<'create'>,
  references: PrintableRecord,
): WalkedRecord | undefined {
  const { api, of, script, scope, held } = stage
  const { key } = of
  const output = tokensOf(create.facts.output ?? '')
  const request = { path: pathOf(create, scope, held), body: nest(create.facts.input, references) }
  const answered = api.schemas.answered(create.declared, createdStatuses, create.facts.output)
  const leadingParts = of.leading.slice(held.length)
  const place = api.schemas.keyPlace(create.declared, createdStatuses, create.facts, of)
  if (
    answered === undefined ||
    place === undefined ||
    !leadingParts.every((part) => answered.properties.has(part))
  ) {
    script.call(create.id, request, 'success(', ')')
    return findInList(stage)
  }
  script.call(create.id, request, 'const created = success(', ')')
  const picked = (name: string) => new Encoded(`pick(created, ${placeOf([...output, name])})`)
  const pickedTo = (name: string, at: readonly string[]) => {
    const variable = script.variable(name)
    script.add(`const ${variable} = pick(created, ${placeOf(at)})`)
    return variable
  }
  const leading = [...held, ...leadingParts.map((name) => pickedTo(name, [...output, name]))]
  return {
    leading,
    key: pickedTo(key, place),
    property: (name) => (answered.required.has(name) ? picked(name) : undefined),
  }
}

// Some APIs answer a creation without the record; then the list tells its key.
function findInList({ api, of, script, scope, held }: Stage): WalkedRecord | undefined {
  const { key } = of
  const call = of.list && callList(api, of.list, key, () => undefined)
  if (of.list === undefined || !call?.finds || held.length < of.leading.length) return undefined
  const request = { path: pathOf(of.list, scope, held), query: call.query }
  const variable = script.variable(key)
  const place = placeOf([...tokensOf(of.list.facts.items ?? ''), 0, key])
  script.call(of.list.id, request, `const ${variable} = pick(success(`, `), ${place})`)
  return { leading: held, key: variable, property: () => undefined }
}
