// Entity tags (RFC 9110, section 8.8.3): strong ones, from the versions of the records that an answer shows.
import { createHash } from 'node:crypto'
import type { Reply, Versioned } from '../http/reply.js'
import { shortHash } from '../ids.js'
import type { OpenSpace } from '../sandboxes/open-space.js'

/**
 * The answer with its `ETag`, once everything that it shows is committed: from the version of the one record that it
 * shows, from those of a listed page, else, where `ofBody`, from the body. An answer that is no success, or that has an
 * entity tag already, stays as it is.
 */
export function withEntityTag(reply: Reply, space: OpenSpace, ofBody: boolean): Reply {
  const { status, headers, body } = reply
  if (status < 200 || status > 299 || 'etag' in headers) return reply
  const opaque = opaqueTag(reply, space) ?? (ofBody && body !== undefined ? bodyTag(body) : undefined)
  // The fixed name first: adding one to a copy costs the engine two microseconds.
  return opaque === undefined ? reply : { status, headers: { etag: `"${opaque}"`, ...headers }, body }
}

/**
 * What stands for a record in the entity tags of this space. A version is given once in a space and a space has a name that
 * none had before, so neither a record that was deleted and created again nor a sandbox that was reset or restored ever
 * has an old tag.
 */
export function recordTag({ version }: Versioned, space: OpenSpace): string | undefined {
  return version === undefined ? undefined : `${version}-${spaceTag(space)}`
}

/** The same for an answer that every request gets alike: from its body, once. */
export function withLastingTag(reply: Reply): Reply {
  let tagged = lastingAnswers.get(reply)
  if (tagged === undefined) {
    const { headers, body } = reply
    tagged = body === undefined ? reply : { ...reply, headers: { etag: `"${bodyTag(body)}"`, ...headers } }
    lastingAnswers.set(reply, tagged)
  }
  return tagged
}

const lastingAnswers = new WeakMap<Reply, Reply>()

/** True for the tag of a record, with or without what else an answer around it showed. */
export function isTagOfRecord(opaque: string, tag: string): boolean {
  return opaque.startsWith(tag) && (opaque.length === tag.length || opaque[tag.length] === '-')
}

function opaqueTag({ shows, showsMore, lists, body }: Reply, space: OpenSpace): string | undefined {
  if (shows !== undefined) {
    const tag = recordTag(shows, space)
    return tag === undefined || showsMore !== true || body === undefined ? tag : `${tag}-${bodyTag(body)}`
  }
  const page = lists && pageTag(lists)
  return page && `${page}-${spaceTag(space)}`
}

/** A short text that hardly any other body gives. */
function bodyTag(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, bodyTagLength)
}

// 96 bits: among a million versions of one resource no two agree.
const bodyTagLength = 16

const tagsOfSpaces = new WeakMap<OpenSpace, string>()

function spaceTag(space: OpenSpace): string {
  let tag = tagsOfSpaces.get(space)
  if (tag === undefined) {
    tag = shortHash(space.name)
    tagsOfSpaces.set(space, tag)
  }
  return tag
}

const number = new Float64Array(1)
const halves = new Uint32Array(number.buffer)

// Numbers are mixed as they are (as MurmurHash3 does it, in two lanes): writing them out first takes ten times as long. Undefined
// where a row has no place of its own yet.
function pageTag({ records, total, start }: NonNullable<Reply['lists']>): string | undefined {
  let a = total | 0
  let b = ~start
  for (const { version, sequence } of records) {
    if (version === undefined || sequence === undefined) return undefined
    for (let i = 0; i < 2; i++) {
      number[0] = i === 0 ? version : sequence
      const low = halves[0] ?? 0
      const high = halves[1] ?? 0
      a = Math.imul(a ^ low, 0x85ebca6b)
      a = Math.imul(a ^ (a >>> 13) ^ high, 0xc2b2ae35)
      a ^= a >>> 16
      b = Math.imul(b ^ high, 0x9e3779b1)
      b = Math.imul(b ^ (b >>> 15) ^ low, 0x27d4eb2f)
      b ^= b >>> 13
    }
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`
}
