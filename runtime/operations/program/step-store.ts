// Stores a new record as a step declares it: its data, its key, its life, once all checks have passed.
import { partsOf, pick } from '../../entities/properties.js'
import type { KeyValue, RecordKey, Records, Scope } from '../../entities/records.js'
import { isObject, type JsonObject } from '../../json.js'
import { type Checks, compileChecks } from './checks.js'
import { asRecord, compileData, type Data, keyInData } from './data.js'
import type { Outcome } from './outcome.js'
import { relocated } from './refusals.js'
import type { Run } from './run.js'
import type { StepSpec } from './step-spec.js'

/** Stores a record under a key, or under the one that its data holds or that is made for it. */
export type Store = (run: Run, records: Records, scope: Scope, key: RecordKey | undefined) => Promise<Outcome>

/** Compiles how a step stores a new record. */
export function compileStore(spec: StepSpec): Store {
  const { options, at, facts } = spec
  const data = compileData(spec)
  const checks = compileChecksOf(spec, data)
  const ttlOf = options.ttl === undefined ? undefined : spec.templates.ttlMs(options.ttl, `${at}/ttl`)
  const usesId = spec.templates.uses('id', {
    templates: [options.data, options.ttl],
    conditions: (options.validate ?? []).map(({ when }) => when),
  })
  const leadingOf = usesId ? compileLeading(spec) : undefined
  return async (run, records, scope, given) => {
    const id =
      usesId && given === undefined ? await records.newKey({ scope, ...leadingOf?.(run) }) : undefined
    if (id !== undefined) run.set('id', id)
    checks.conditions(run)
    const value = asRecord(data.of(run, 'merge'), data.at(run))
    checks.data(value, run)
    const key = given ?? declaredKey(value, facts.key, data, id)
    const ttlMs = ttlOf?.(run)
    const record = await records
      .create(value, {
        scope,
        ...(key !== undefined && { key }),
        ...storing(data),
        ...(ttlMs !== undefined && { ttlMs }),
      })
      .catch((error: unknown) => {
        throw relocated(error, (pointer) => data.relocate(run, pointer))
      })
    return { kind: 'created', record }
  }
}

/** What is said of the data where it is stored. */
export function storing({ declared, strict }: Data): {
  readonly declared?: ReadonlySet<string>
  readonly strict?: boolean
} {
  return { ...(declared && { declared }), ...(strict && { strict }) }
}

// A new key is one of those that have the same first parts.
function compileLeading({
  options,
  facts,
  at,
  templates,
}: StepSpec): ((run: Run) => { readonly value: JsonObject }) | undefined {
  const leading = partsOf(facts.key).slice(0, -1)
  const { data } = options
  if (leading.length === 0 || !isObject(data)) return undefined
  const evaluate = templates.required(
    pick(data, (name) => leading.includes(name)),
    `${at}/data`,
  )
  return (run) => ({ value: asRecord(evaluate(run), `${at}/data`) })
}

// What the declaration names counts as the key also where clients cannot choose it.
function declaredKey(
  value: JsonObject,
  key: string | readonly string[],
  { declared }: Data,
  id: KeyValue | undefined,
): RecordKey | undefined {
  const parts = partsOf(key)
  const last = parts.at(-1) ?? ''
  if (declared?.has(last) === true) return keyInData(value, key)
  return id === undefined ? undefined : keyInData({ ...value, [last]: id }, key)
}

/** Compiles the checks of a step; `data` is what it stores, if it does. */
export function compileChecksOf(spec: StepSpec, data: Data | undefined): Checks {
  const { options, at, contract, operation, templates } = spec
  return compileChecks(options.validate ?? [], {
    contract,
    templates,
    at: `${at}/validate`,
    dataAt: data === undefined ? () => at : (run) => data.at(run),
    invalidStatus: operation.invalidStatus,
  })
}
