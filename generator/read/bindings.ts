// What an operation does with an entity, in detail: where the record stands in its bodies.
import type { CreateFacts, DeleteFacts, ReadFacts, UpdateFacts } from '@mockgen/runtime'
import { findEcho, outputOf, type Placed, placeOf, shown } from './answer-places.js'
import { itemsAt, outputItems } from './array-envelopes.js'
import { compatible, type Found } from './envelopes.js'
import { keyParameters, keyPartsOf } from './key-parts.js'
import { bindCount } from './lists/count-binding.js'
import { bindList } from './lists/list-binding.js'
import { answersWhole, findDeleted, findInput, type Subject } from './record-places.js'
import { applyDetails } from './role-details.js'
import { answerOf, at, type Bound, placed, type Role, successOf } from './roles.js'
import { isOpenObject, isScalar, type Schemas, type SchemaView } from './schema-view.js'
import { showsRecord } from './shows-record.js'
import { spellings } from './spellings.js'

/** Works a role out for its subject, with what is declared about it. */
export function bind(schemas: Schemas, role: Role, subject: Subject): Bound {
  const { schema, ...bound } = bindAction(schemas, role, subject)
  const isShown = schema !== undefined && showsRecord(role)
  return applyDetails(schemas, isShown ? { ...bound, schema } : bound, role, subject)
}

function bindAction(schemas: Schemas, role: Role, subject: Subject): Bound {
  switch (role.action) {
    case 'create':
      return bindCreate(schemas, role, subject)
    case 'read':
      return bindRead(schemas, role, subject)
    case 'update':
      return bindUpdate(schemas, role, subject)
    case 'delete':
      return bindDelete(schemas, role, subject)
    case 'list':
      return bindList(schemas, role, subject)
    case 'count':
      return bindCount(schemas, role, subject)
  }
}

function bindCreate(schemas: Schemas, role: Role, subject: Subject): Bound {
  const body = role.operation.body()
  const output = outputOf(schemas, role, answerOf(role), subject)
  const { input, inputItems } = inputOf(schemas, role, subject, output)
  const facts: CreateFacts = {
    action: 'create',
    ...placed(role, subject),
    ...keyPartsOf(role),
    ...(inputItems === undefined ? at('input', input) : { inputItems }),
    ...placeOf(output),
    ...renamed(schemas, role, input, subject),
  }
  const isGiven = role.details?.options.data !== undefined
  const whole = answersWhole(schemas, output, subject)
  // An upload makes the record that it answers, also of nothing but files.
  const isUpload = whole && role.operation.files().size > 0
  const share = input ? shareOf(schemas, input.schema, [subject.record, output.found?.schema]) : 0
  return {
    facts,
    ...(input && { request: input.schema }),
    ...shown(
      output,
      !isGiven && body === undefined && !isUpload && noBody,
      !isGiven && share === 0 && !(input && whole) && !isUpload && nothingKnown,
      !isGiven && share < minShare && !whole && 'most of its request is not in the record',
      !output.fits && !answersOtherwise(role) && noRecord,
    ),
  }
}

function inputOf(
  schemas: Schemas,
  { operation }: Role,
  subject: Subject,
  output: Placed,
): { readonly input: Found | undefined; readonly inputItems?: string } {
  const body = operation.body()
  const items = output.outputItems === undefined ? undefined : itemsAt(schemas, body, subject.record)
  if (items === undefined) return { input: findInput(schemas, body, subject) }
  return { input: items, inputItems: items.pointer }
}

// A PUT that names properties otherwise than the record does is meant as a whole all the same.
function renamed(
  schemas: Schemas,
  { operation }: Role,
  input: Found | undefined,
  { record }: Subject,
): Pick<UpdateFacts, 'rename'> {
  const names = new Map<string, string | null>(input && spellings(schemas, input.schema, record))
  // What is uploaded beside the record's own properties is no part of it.
  const isWhole = (input?.pointer ?? '') === ''
  for (const [name, file] of isWhole ? operation.files() : []) {
    const kept = schemas.property(record, name)
    if (kept === undefined || !compatible(file, kept)) names.set(name, null)
  }
  return names.size === 0 ? {} : { rename: Object.fromEntries(names) }
}

// `Timers.Closed` says nothing about what else is in `timers`.
function mergeOf({ rename = {} }: Pick<UpdateFacts, 'rename'>): UpdateFacts['merge'] {
  return Object.values(rename).some((name) => name?.startsWith('/')) ? 'deep' : 'merge'
}

const noBody = 'its request has no body to store'
const nothingKnown = 'its request has no property of the record'
const noRecord = 'it does not answer the record'

// A list may show less of a record than creating one answers.
function shareOf(schemas: Schemas, input: SchemaView, shown: readonly (SchemaView | undefined)[]): number {
  const known = [...input.properties.keys()].filter((name) =>
    shown.some(
      (view) =>
        view !== undefined &&
        (view.properties.has(name)
          ? compatible(schemas.property(input, name), schemas.property(view, name))
          : spellings(schemas, input, view).has(name)),
    ),
  )
  return known.length / input.properties.size
}

// Least part of a create's request that must be known from the record, unless the answer is plainly the record: a
// droplet is ordered with the slug of a region and answered with the region.
const minShare = 0.5

function bindRead(schemas: Schemas, role: Role, subject: Subject): Bound {
  const answer = answerOf(role)
  const key = keyParameters(role)
  const output = outputOf(schemas, role, answer, subject)
  const facts: ReadFacts = {
    action: 'read',
    ...placed(role, subject),
    ...(key !== undefined && { key }),
    ...placeOf(output),
  }
  // HEAD answers what GET does, without the body.
  const isBare = answer?.schema === undefined && role.operation.method !== 'head'
  const isSilent = !answersOtherwise(role) && (!output.fits || isBare)
  return { facts, ...shown(output, isSilent && noRecord) }
}

function bindUpdate(schemas: Schemas, role: Role, subject: Subject): Bound {
  const { operation, upsert = false } = role
  const key = keyParameters(role)
  const body = operation.body()
  const shows = outputOf(schemas, role, answerOf(role), subject)
  const echo = shows.fits || upsert || key === undefined ? undefined : findEcho(schemas, role, body)
  const output: Placed = echo === undefined ? shows : { fits: true, found: echo }
  const { input, ...found } = inputOf(schemas, role, subject, output)
  // One record, which may come without the key that tells whether it is there already.
  const isAlone = upsert && key === undefined && output.outputItems !== undefined
  const inputItems = found.inputItems ?? (isAlone ? '' : undefined)
  const created = upsert ? outputOf(schemas, role, operation.success(successOf.upsert), subject) : output
  const isOpen = body !== undefined && isOpenObject(body) && operation.method !== 'post'
  const rename = renamed(schemas, role, input, subject)
  const receipt =
    !output.fits && !upsert && operation.method !== 'post' && isReceipt(schemas, answerOf(role)?.schema)
  const facts: UpdateFacts = {
    action: 'update',
    ...placed(role, subject),
    ...(key !== undefined && { key }),
    // A body of which the contract says nothing cannot be meant to hold all that a record needs.
    merge: role.merge ?? (operation.method === 'put' && !isOpen ? 'replace' : mergeOf(rename)),
    ...(upsert && { upsert }),
    ...(inputItems === undefined ? at('input', input) : { inputItems }),
    ...placeOf(output),
    ...(receipt && { receipt }),
    ...rename,
  }
  const all = [...subject.leading, subject.key]
  const { data, key: template } = role.details?.options ?? {}
  const hasKey =
    subject.singleton !== undefined ||
    key !== undefined ||
    template !== undefined ||
    all.every((part) => input?.schema.properties.has(part))
  return {
    facts,
    ...(input && { request: input.schema }),
    ...shown(
      output,
      data === undefined && body === undefined && noBody,
      data === undefined && input === undefined && !isOpen && !upsert && nothingKnown,
      !hasKey && 'nothing in it tells which record to change',
      !(output.fits && created.fits) && !receipt && !answersOtherwise(role) && noRecord,
    ),
  }
}

// `{ ok: true }`, `{ message: 'updated' }`: it tells that what was asked is done, and is nothing by itself.
function isReceipt(schemas: Schemas, answer: SchemaView | undefined): boolean {
  if (answer?.type !== 'object' || answer.properties.size === 0) return false
  return [...answer.properties.keys()].every((name) => {
    const property = schemas.property(answer, name)
    return property !== undefined && isScalar(property)
  })
}

function bindDelete(schemas: Schemas, role: Role, subject: Subject): Bound {
  const answer = answerOf(role)
  const { found, key: beside } = findDeleted(schemas, answer, subject)
  const items = found === undefined && role.inArrays !== false ? outputItems(schemas, answer, subject) : {}
  const key = keyParameters(role)
  const facts: DeleteFacts = {
    action: 'delete',
    ...placed(role, subject),
    ...(key !== undefined && { key }),
    ...(found && { output: found.pointer }),
    ...(beside !== undefined && { outputKey: beside }),
    ...items,
  }
  return { facts, ...(found && { schema: found.schema }) }
}

// A declared answer need not be the record.
function answersOtherwise({ details }: Role): boolean {
  return details?.response?.body !== undefined
}
