// Entity tags (RFC 9110, section 8.8.3): strong ones, from the versions of the records that an answer shows.
import { hash } from 'node:crypto'
import type { Reply, Versioned } from '../../http/reply.js'
import { shortHash } from '../../ids.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'

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

/** An answer that every request gets alike, with an `ETag` from its body, which is made once. */
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
  return hash('sha256', body, 'base64url').slice(0, bodyTagLength)
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

// Numbers are mixed as they are (in two lanes, as MurmurHash3 does it): writing them out first takes longer than answering.
// Undefined where a row has no place of its own yet.
function pageTag({ records, total, start }: NonNullable<Reply['lists']>): string | undefined {
  let a = total | 0
  let b = ~start
  for (const { version, sequence } of records) {
    if (version === undefined || sequence === undefined) return undefined
    a = Math.imul(a ^ version, 0x85ebca6b)
    a = Math.imul(a ^ (a >>> 13) ^ sequence, 0xc2b2ae35)
    a ^= (a >>> 16) ^ restOf(sequence)
    b = Math.imul(b ^ sequence, 0x9e3779b1)
    b = Math.imul(b ^ (b >>> 15) ^ version, 0x27d4eb2f)
    b ^= (b >>> 13) ^ restOf(version)
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`
}

// Bits take a number's whole part below 2^32. While a store is away, versions are fractions.
function restOf(number: number): number {
  return number === (number | 0) ? 0 : ((number % 1) * 0x1_0000_0000) ^ (number / 0x1_0000_0000)
}
