// The record of a singleton that is there before anybody stored it: made up for its place, the same at every read.
import type { JsonObject } from '../json.js'
import type { RowRef } from '../store/store.js'
import type { RowReader } from '../transactions/space.js'
import { createRecord } from './create-record.js'
import type { Entity } from './entity.js'
import { assertParent } from './parent.js'
import { draftRecord } from './record-content.js'
import { lockedRecord, type RecordWork, randomFor } from './record-work.js'
import type { Scope, StoredRecord } from './records.js'
import { scopeIdOf } from './scope.js'

/** What a record is made up from. */
type Making = Pick<RecordWork, 'entity' | 'context'>

/** The record as long as nobody has changed it. MOCK_NOT_FOUND when the scope names no parent. */
export async function impliedRecord(
  reader: RowReader,
  making: Making,
  id: string,
  scope: Scope = [],
): Promise<StoredRecord> {
  const { entity, context } = making
  await assertParent(reader, entity, scopeIdOf(entity, scope))
  const parts = { scope, leading: [], key: undefined, now: context.clock.now() }
  const content = impliedContent(making, id)
  const draft = { ...content, ...draftRecord(entity, content, parts) }
  const value = entity.shape.complete(draft, randomFor(making, id))
  return { value, json: JSON.stringify(value), version: undefined }
}

/** Stores that record, so that it can be changed; nothing where it is stored already. */
export async function storeImplied(work: RecordWork, ref: RowRef, scope: Scope = []): Promise<void> {
  if ((await lockedRecord(work.transaction, ref)) !== undefined) return
  const content = impliedContent(work, ref.id)
  await createRecord(work, content, { scope, key: [], declared: new Set(Object.keys(content)) })
}

// What several schemas disagree about is left to completion.
function impliedContent({ entity, context }: Making, id: string): JsonObject {
  const made = entity.shape.sample(randomFor({ entity, context }, id))
  const refused = new Set(
    (entity.shape.refusals?.(made) ?? []).map(({ pointer }) => pointer.split('/', 2)[1]),
  )
  return Object.fromEntries(
    Object.entries(made).filter(([name]) => !refused.has(name) && !isOwned(entity, name)),
  )
}

// The server sets these by itself.
function isOwned({ facts, scopeProperties, created, updated }: Entity, name: string): boolean {
  const own = [facts.version, created?.property, updated?.property, facts.lifecycle?.field]
  return own.includes(name) || scopeProperties.includes(name)
}
