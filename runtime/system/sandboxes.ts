// `/system/sandboxes`: which sandboxes there are, and ending one.
import { MockError } from '../errors.js'
import { toDocumentTime } from '../sandboxes/snapshots/snapshot-document.js'
import { type Endpoint, parameterOf } from './endpoint.js'
import { json, noContent } from './json-reply.js'

type Answer = Endpoint['answer']

/** `GET /system/sandboxes`: those that exist, the oldest first. */
export const listSandboxes: Answer = async (_, { sandboxes }) => {
  const found = (await sandboxes.list()).map(({ name, createdAt, usedAt }) => ({
    name,
    createdAt: toDocumentTime(createdAt),
    usedAt: toDocumentTime(usedAt),
  }))
  return json(200, { sandboxes: found })
}

/** `DELETE /system/sandboxes/{name}`: ends it with everything in it. Used again, it begins anew. */
export const removeSandbox: Answer = async (call, { sandboxes }) => {
  const name = parameterOf(call, 'name')
  if (await sandboxes.get(name).drop()) return noContent
  throw new MockError('MOCK_NOT_FOUND', { detail: `there is no sandbox "${name}"` })
}
