// The conditions of a request (RFC 9110, section 13.1), read from its headers.
import type { IncomingHttpHeaders } from 'node:http'
import { parseDateTime, parseHttpDate } from '../../clock.js'
import { MockError } from '../../errors.js'
import type { OpenSpace } from '../../sandboxes/open-space.js'

/** An entity tag as a header holds it. */
export interface EntityTag {
  readonly weak: boolean
  /** What stands between the quotes. */
  readonly opaque: string
}

/** Entity tags that a condition names; `*` is any. */
export type EntityTags = '*' | readonly EntityTag[]

/** What a request asks before it is carried out. */
export interface Conditions {
  /** Of If-Match; undefined without it. */
  readonly match: EntityTags | undefined
  /** Of If-None-Match. */
  readonly noneMatch: EntityTags | undefined
  /** Of If-Unmodified-Since, in epoch milliseconds; undefined beside If-Match, which says it better (section 13.1.4). */
  readonly unmodifiedSinceMs: number | undefined
}

/** What a request that changes something asks of the record first; `space` is where the record is. */
export interface Preconditions extends Conditions {
  readonly space: OpenSpace
}

/** The conditions of a request; undefined when it has none. MOCK_BAD_REQUEST when a header holds no entity tags. */
export function readConditions(headers: IncomingHttpHeaders): Conditions | undefined {
  const match = headers['if-match']
  const noneMatch = headers['if-none-match']
  const unmodifiedSinceMs = match === undefined ? parseDate(headers['if-unmodified-since']) : undefined
  if (match === undefined && noneMatch === undefined && unmodifiedSinceMs === undefined) return undefined
  return {
    match: readEntityTags('If-Match', match),
    noneMatch: readEntityTags('If-None-Match', noneMatch),
    unmodifiedSinceMs,
  }
}

/** The moment that a date of a header names, in epoch milliseconds; one that cannot be read is as good as none. */
export function parseDate(text: string | undefined): number | undefined {
  return text === undefined ? undefined : (parseHttpDate(text) ?? parseDateTime(text))
}

function readEntityTags(header: string, text: string | undefined): EntityTags | undefined {
  if (text === undefined) return undefined
  if (text.trim() === '*') return '*'
  const tags: EntityTag[] = []
  let read = 0
  for (const [whole, weak, opaque = ''] of text.matchAll(listedTag)) {
    read += whole.length
    tags.push({ weak: weak !== undefined, opaque })
  }
  if (read === text.length && tags.length > 0) return tags
  throw new MockError('MOCK_BAD_REQUEST', {
    detail: `the header ${header} must be * or entity tags in double quotes, separated by commas`,
  })
}

// One member of a list, `"1-abc"` or `W/"x"`, with the commas around it (RFC 9110, sections 5.6.1 and 8.8.3).
const listedTag = /(?:[\t ]*,)*[\t ]*(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"[\t ]*(?:,|$)/gy
