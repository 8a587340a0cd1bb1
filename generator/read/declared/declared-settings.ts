// What the root of the document says about the whole mock: its namespace, sandboxes, idempotency and refusals.
import type { ErrorFacts, IdempotencyFacts, SettingsFacts } from '@mockgen/runtime'
import type { Problems } from '../problems.js'
import { isHeaderName, readStatus } from './declared-response.js'
import { readSeconds } from './declared-ttl.js'
import { type Fields, openFields, reportValue } from './fields.js'
import { vocabulary } from './vocabulary.js'

/** Reads the settings of the root; what is wrong is reported and left out. */
export function readSettings(fields: Fields, problems: Problems): SettingsFacts {
  const namespace = readNamespace(fields, problems)
  const sandbox = readSandbox(fields, problems)
  const idempotency = readIdempotency(fields, problems)
  const errors = readErrors(fields, problems)
  return {
    ...(namespace !== undefined && { namespace }),
    ...(sandbox !== undefined && { sandbox }),
    ...(idempotency !== undefined && { idempotency }),
    ...(errors !== undefined && { errors }),
  }
}

// It stands in the keys of stores, between separators, and in the names of files.
function readNamespace(fields: Fields, problems: Problems): string | undefined {
  const namespace = fields.text('namespace')
  if (namespace === undefined || /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(namespace)) return namespace
  const expected = 'letters, digits, ".", "_" and "-", 64 at most, a letter or digit first'
  reportValue(fields.pointer('namespace'), 'namespace', expected, namespace, problems)
  return undefined
}

function readSandbox(fields: Fields, problems: Problems): SettingsFacts['sandbox'] {
  const at = fields.object('sandbox')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.sandbox }, problems)
  const header = readHeader(inner, problems)
  const required = inner.flag('required')
  return { ...(header !== undefined && { header }), ...(required !== undefined && { required }) }
}

function readIdempotency(fields: Fields, problems: Problems): false | IdempotencyFacts | undefined {
  const value = fields.value('idempotency')
  if (value === undefined || value === false) return value
  const at = fields.object('idempotency')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.idempotency }, problems)
  const header = readHeader(inner, problems)
  const ttl = readSeconds(inner, problems)
  const required = inner.flag('required')
  return {
    ...(header !== undefined && { header }),
    ...(ttl !== undefined && { ttl }),
    ...(required !== undefined && { required }),
  }
}

function readErrors(fields: Fields, problems: Problems): SettingsFacts['errors'] {
  const at = fields.object('errors')
  if (at === undefined) return undefined
  const inner = openFields(at, { known: vocabulary.rootErrors }, problems)
  const onConnectionFailure = inner.choice('onConnectionFailure', ['fail', 'fallback'])
  const statuses: ErrorFacts = Object.fromEntries(
    vocabulary.errors.flatMap((name) => {
      const status = readStatus(inner, 400, name)
      return status === undefined ? [] : [[name, status] as const]
    }),
  )
  return { ...(onConnectionFailure !== undefined && { onConnectionFailure }), ...statuses }
}

function readHeader(fields: Fields, problems: Problems): string | undefined {
  const header = fields.text('header')
  if (header === undefined || isHeaderName(header)) return header
  reportValue(fields.pointer('header'), 'header', 'the name of a header', header, problems)
  return undefined
}
