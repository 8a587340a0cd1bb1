// Replies as text, so that they can be kept and given again byte for byte.
import type { KeptValue } from '../../entities/kept-values.js'
import type { Reply } from '../../http/reply.js'
import { isObject, type Json, type JsonObject } from '../../json.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'
import { withEntityTag } from '../conditions/entity-tag.js'

/** Most characters of a body that is kept: stores hold values of some megabytes, and every repetition reads one. */
export const maxKeptBody = 1_048_576

/** True when the reply is short enough to be kept. */
export function isKeepable({ body }: Reply): boolean {
  return (body?.length ?? 0) <= maxKeptBody
}

/**
 * The reply as JSON data. When the record that it shows is written by the same commit as the reply, the version of what
 * is kept stands for the record's.
 */
export function printReply(reply: Reply, space: OpenSpace): JsonObject {
  const { status, headers, body, shows, showsMore } = withEntityTag(reply, space, false)
  return {
    status,
    headers,
    ...(typeof body === 'string' && { text: body }),
    ...(body instanceof Uint8Array && { base64: Buffer.from(body).toString('base64') }),
    ...(shows !== undefined && { shows: showsMore === true ? 'more' : 'one' }),
  }
}

/** The reply again, with its entity tag; throws when the data is none. */
export function readReply(data: Json | undefined, { version }: KeptValue, space: OpenSpace): Reply {
  const { status, headers, text, base64, shows } = isObject(data) ? data : {}
  if (typeof status !== 'number' || !isObject(headers)) throw new TypeError('A kept answer is damaged')
  const body = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : text
  const reply: Reply = {
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: typeof body === 'string' || body instanceof Uint8Array ? body : undefined,
    ...(shows !== undefined && { shows: { version }, showsMore: shows === 'more' }),
  }
  return withEntityTag(reply, space, false)
}
