// A sandbox for each thing that is tried, and the records that it is about, put there through `/system`.
import type { EntitiesFacts, Json, MockApp, OperationFacts, OperationsFacts } from '@mockgen/runtime'
import type { SendOptions, SentReply, StartedMock } from '@mockgen/runtime/testing'

/** A world of its own: what is sent in it meets no records of others. */
export interface TrialSandbox {
  send(operationId: string, options?: SendOptions): Promise<SentReply>
  /** Puts a record at the values of its scope and key; answers the status. */
  put(entity: string, place: readonly Json[], record: Readonly<Record<string, Json>>): Promise<number>
}

type Sample = ReturnType<StartedMock['sample']>

export interface RunningMock {
  readonly app: MockApp
  readonly mock: StartedMock
  readonly operations: OperationsFacts
  readonly entities: EntitiesFacts
}

let sandboxes = 0

/** Runs something in a new sandbox, which is removed afterwards. */
export async function inSandbox<T>(
  { app, mock }: RunningMock,
  run: (sandbox: TrialSandbox) => Promise<T>,
): Promise<T> {
  const name = `trial-${++sandboxes}`
  const system = (method: string, path: string, body?: Json) =>
    fetch(`${mock.url}/system/${path}`, {
      method,
      headers: {
        'x-system-key': app.systemKey,
        'x-mock-sandbox': name,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).then(async (response) => {
      await response.arrayBuffer()
      return response.status
    })
  try {
    return await run({
      send: (id, options = {}) => {
        const conditions = conditionsOf(mock.sample(id).parameters.headers)
        return mock.send(id, {
          ...options,
          headers: { ...conditions, ...options.headers, 'x-mock-sandbox': name },
        })
      },
      put: (entity, place, record) => {
        const path = place.map((value) => encodeURIComponent(String(value))).join('/')
        return system('PUT', `data/${encodeURIComponent(entity)}/${path}`, record)
      },
    })
  } finally {
    await system('DELETE', `sandboxes/${name}`)
  }
}

// A client that sends If-Match knows the entity tag of the record; any is `*` (RFC 9110, section 13.1.1).
function conditionsOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'if-match')
  return name === undefined ? {} : { [name]: '*' }
}

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
    names.map((name) => request.parameters.path[name] ?? ''),
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
  const type = app.contract.shape(entities[entity]?.schemas ?? []).property(name)?.type
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
    const value = status < 300 ? valueAt(valueAt(body, facts.output), `/${key}`) : undefined
    if (typeof value === 'string' || typeof value === 'number') return value
  }
  return undefined
}

// An update whose path names no record is about the one that its body names.
function bodyAbout(
  { entities }: RunningMock,
  facts: OperationFacts & { readonly entity: string; readonly input?: string },
  body: unknown,
  key: readonly Json[],
): unknown {
  const names = [entities[facts.entity]?.key ?? []].flat()
  const changed: unknown = structuredClone(body)
  const record = valueAt(changed, facts.input)
  if (typeof record !== 'object' || record === null) return body
  for (const [i, name] of names.entries()) Reflect.set(record, name, key[i])
  return changed
}

/** What a pointer leads to in a body. */
export function valueAt(value: unknown, pointer = ''): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((found, token) => {
      const name = token.replaceAll('~1', '/').replaceAll('~0', '~')
      return typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
    }, value)
}
