// `/system/snapshots`: what a sandbox was at a moment, kept, restored, downloaded and uploaded.
import { MockError } from '../errors.js'
import type { JsonObject } from '../json.js'
import { printSnapshot, toDocumentTime } from '../sandboxes/snapshots/snapshot-document.js'
import type { SnapshotInfo } from '../sandboxes/snapshots/snapshots.js'
import { type Endpoint, parameterOf, sandboxOf } from './endpoint.js'
import { json, jsonText, noContent } from './json-reply.js'
import { invalid, readJson, readObject, textAt } from './read-json.js'

type Answer = Endpoint['answer']

/** A snapshot as it is answered, its time as a date-time. */
export function showSnapshot({ name, description, createdAt, records }: SnapshotInfo): JsonObject {
  return {
    name,
    ...(description !== undefined && { description }),
    createdAt: toDocumentTime(createdAt),
    records,
  }
}

/** `GET /system/snapshots` */
export const listSnapshots: Answer = async (call, parts) => {
  const snapshots = await sandboxOf(call, parts).snapshots.list()
  return json(200, { snapshots: snapshots.map(showSnapshot) })
}

/** `POST /system/snapshots`: keeps the sandbox as it is, in place of a snapshot of the same name. */
export const takeSnapshot: Answer = async (call, parts) => {
  const body = await readObject(call, parts, ['name', 'description'])
  const name = requiredName(textAt(body, 'name'))
  const description = textAt(body, 'description')
  const options = description === undefined ? {} : { description }
  const info = await sandboxOf(call, parts).snapshots.save(name, options)
  return json(201, showSnapshot(info), { location: `/system/snapshots/${name}` })
}

/** `POST /system/snapshots/{name}/restore` */
export const restoreSnapshot: Answer = async (call, parts) => {
  await readObject(call, parts, [])
  const info = await sandboxOf(call, parts).snapshots.restore(parameterOf(call, 'name'))
  return json(200, showSnapshot(info))
}

/** `POST /system/snapshots/restore`: the same, the name in the body. */
export const restoreNamedSnapshot: Answer = async (call, parts) => {
  const name = requiredName(textAt(await readObject(call, parts, ['name']), 'name'))
  return json(200, showSnapshot(await sandboxOf(call, parts).snapshots.restore(name)))
}

/** `GET /system/snapshots/{name}`: the snapshot as a document. */
export const downloadSnapshot: Answer = async (call, parts) => {
  const name = parameterOf(call, 'name')
  const document = await sandboxOf(call, parts).snapshots.export(name)
  return jsonText(200, printSnapshot(document), {
    // No name of a snapshot needs to be escaped here.
    'content-disposition': `attachment; filename="${name}.json"`,
  })
}

/** `PUT /system/snapshots/{name}`: keeps a document as a snapshot. It may be larger than other bodies. */
export const uploadSnapshot: Answer = async (call, parts) => {
  const { maxLength } = parts.sandboxes.settings.snapshotLimits
  const document = await readJson(call, Math.max(parts.bodyLimitBytes, maxLength))
  if (document === undefined) throw invalid([], 'must be a snapshot', 'required')
  return json(
    200,
    showSnapshot(await sandboxOf(call, parts).snapshots.import(parameterOf(call, 'name'), document)),
  )
}

/** `DELETE /system/snapshots/{name}` */
export const removeSnapshot: Answer = async (call, parts) => {
  const name = parameterOf(call, 'name')
  if (await sandboxOf(call, parts).snapshots.delete(name)) return noContent
  throw new MockError('MOCK_SNAPSHOT_NOT_FOUND', {
    detail: `this sandbox has no snapshot "${name}" of its own`,
  })
}

function requiredName(name: string | undefined): string {
  if (name !== undefined) return name
  throw invalid(['name'], 'must name the snapshot', 'required')
}
