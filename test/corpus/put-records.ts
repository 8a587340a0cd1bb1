// The records that a request speaks of, put into its sandbox: by the operation that creates them, or through `/system`.
import type { Json, OperationFacts } from '@mockgen/runtime'
import type { SendOptions, StartedMock } from '@mockgen/runtime/testing'
import { type RunningMock, type TrialSandbox, valueAt } from './sandboxes.js'

type Sample = ReturnType<StartedMock['sample']>

/**
 * Puts the records that a request speaks of: the parents in whose scope it works, and the one that it reads or changes.
 * Answers what of the request must be so for them to be meant: their keys in the path or in the body.
 */
export async function putRecordsOf(
  running: RunningMock,
  sandbox: TrialSandbox,
  facts: OperationFacts,
  request: Sample,
): Promise<SendOptions> {
  if (facts.action === undefined || facts.action === 'program') return {}
  const scopeNames = facts.scope ?? []
  const sampled = scopeNames.map((name) => request.parameters.path[name] ?? '')
  const scope = await putParents(running, sandbox, facts.entity, sampled)
  const inScope = Object.fromEntries(scopeNames.map((name, i) => [name, scope[i] ?? '']))
  if (facts.action === 'create' || facts.action === 'list' || facts.action === 'count')
    return { path: inScope }
  const names = [facts.key ?? []].flat()
  const key = await putRecord(
    running,
    sandbox,
    facts.entity,
    scope,
    names.length === 0
      ? keyInBody(running, facts, request.body)
      : names.map((name) => request.parameters.path[name] ?? ''),
  )
  const inPath = Object.fromEntries(names.map((name, i) => [name, key[i] ?? '']))
  const body =
    names.length === 0 && facts.action === 'update' ? bodyAbout(running, facts, request.body, key) : undefined
  return { path: { ...inScope, ...inPath }, ...(body !== undefined && { body }) }
}

/** Puts the parents of an entity's records, outermost first; answers their keys. */
async function putParents(
  running: RunningMock,
  sandbox: TrialSandbox,
  entity: string,
  scope: readonly Json[],
): Promise<readonly Json[]> {
  const parent = running.entities[entity]?.parent
  if (parent === undefined || scope.length === 0) return scope
  const count = [running.entities[parent]?.key ?? []].flat().length
  const outer = await putParents(running, sandbox, parent, scope.slice(0, scope.length - count))
  return [...outer, ...(await putRecord(running, sandbox, parent, outer, scope.slice(outer.length)))]
}

// Made as a client makes it, where an operation does that: its key is then one that the mock gives. Else it is put under the
// key that the request was going to name.
async function putRecord(
  running: RunningMock,
  sandbox: TrialSandbox,
  entity: string,
  scope: readonly Json[],
  wanted: readonly Json[],
): Promise<readonly Json[]> {
  const names = [running.entities[entity]?.key ?? []].flat()
  const created =
    names.length === 1 ? await createdKey(running, sandbox, entity, scope, names[0] ?? '') : undefined
  if (created !== undefined) return [created]
  const key = names.map((name, i) => fittingKey(running, entity, name, wanted[i]))
  await sandbox.put(entity, [...scope, ...(names.length === 0 ? ['~'] : key)], {})
  return key
}

// What a path allows for a key may be more than what the record does: a text, where the record has a number.
function fittingKey(
  { app, entities }: RunningMock,
  entity: string,
  name: string,
  wanted: Json | undefined,
): Json {
  const type = app.contract.shape(entities[entity] ?? { schemas: [] }).property(name)?.type
  if (type === 'integer' || type === 'number') return typeof wanted === 'number' ? wanted : 1
  return wanted ?? 'one'
}

async function createdKey(
  { operations }: RunningMock,
  sandbox: TrialSandbox,
  entity: string,
  scope: readonly Json[],
  key: string,
): Promise<Json | undefined> {
  for (const [id, facts] of Object.entries(operations)) {
    if (facts.action !== 'create' || facts.entity !== entity || facts.key !== undefined) continue
    if ((facts.scope ?? []).length !== scope.length) continue
    const path = Object.fromEntries((facts.scope ?? []).map((name, i) => [name, scope[i] ?? '']))
    const { status, body } = await sandbox.send(id, { path })
    const shown = facts.outputItems === undefined ? facts.output : `${facts.outputItems}/0`
    const value = status < 300 ? valueAt(valueAt(body, shown), `/${key}`) : undefined
    if (typeof value === 'string' || typeof value === 'number') return value
  }
  return undefined
}

/** The body of an update whose path names no record: it is about the one that its body names. */
export function bodyAbout(
  { entities }: RunningMock,
  facts: RecordPlace & { readonly entity: string },
  body: unknown,
  key: readonly Json[],
): unknown {
  const names = [entities[facts.entity]?.key ?? []].flat()
  const changed: unknown = structuredClone(body)
  const record = valueAt(changed, placeInBody(facts))
  if (typeof record !== 'object' || record === null) return body
  for (const [i, name] of names.entries()) Reflect.set(record, name, key[i])
  return changed
}

// The key that such a body names by itself.
function keyInBody(
  { entities }: RunningMock,
  facts: RecordPlace & { readonly entity: string },
  body: unknown,
): readonly Json[] {
  const record = valueAt(body, placeInBody(facts))
  return [entities[facts.entity]?.key ?? []].flat().flatMap((name) => {
    const value = valueAt(record, `/${name}`)
    return typeof value === 'string' || typeof value === 'number' ? [value] : []
  })
}

interface RecordPlace {
  readonly input?: string
  readonly inputItems?: string
}

function placeInBody({ input, inputItems }: RecordPlace): string | undefined {
  return inputItems === undefined ? input : `${inputItems}/0`
}
