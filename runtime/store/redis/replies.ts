// The replies of the scripts, checked and taken apart.
import type { CommitResult, Due } from '../store.js'
import { parseDueEntry } from './due-entry.js'
import { redisFault } from './redis-error.js'

/** What a script answers first: which kind of reply this is, and the rest. */
type Reply = readonly [kind: string, ...rest: readonly unknown[]]

/** A page as list.lua answers it; the text of a row that is missing is undefined. */
export interface PageReply {
  readonly total: number
  readonly ids: readonly string[]
  readonly texts: readonly (string | undefined)[]
  /** The text of the row that was asked for beside the page, when there is one. */
  readonly also: string | undefined
}

export function parseReadReply(reply: unknown): readonly (string | undefined)[] | Due {
  const [kind, rows] = asReply(reply)
  if (kind === 'due') return asDue(rows)
  return kind === 'rows' ? asTexts(rows) : unexpected(reply)
}

export function parseListReply(reply: unknown): PageReply | Due {
  const [kind, first, ids, texts, also] = asReply(reply)
  if (kind === 'due') return asDue(first)
  if (kind !== 'page') return unexpected(reply)
  const [alsoText] = asTexts([also ?? null])
  return { total: asNumber(first), ids: asStrings(ids), texts: asTexts(texts), also: alsoText }
}

export function parseCommitReply(reply: unknown): CommitResult | Due {
  const [kind, first] = asReply(reply)
  switch (kind) {
    case 'due':
      return asDue(first)
    case 'failed':
      return { ok: false, failed: asNumber(first) }
    case 'ok':
      return { ok: true, version: asNumber(first) }
    default:
      return unexpected(reply)
  }
}

export function asNumber(reply: unknown): number {
  return typeof reply === 'number' ? reply : unexpected(reply)
}

export function asStrings(reply: unknown): readonly string[] {
  return isArrayOf(reply, isString) ? reply : unexpected(reply)
}

function asTexts(reply: unknown): readonly (string | undefined)[] {
  return isArrayOf(reply, isText) ? reply.map((text) => text ?? undefined) : unexpected(reply)
}

function asDue(reply: unknown): Due {
  return { due: asStrings(reply).map(parseDueEntry) }
}

function asReply(reply: unknown): Reply {
  if (!Array.isArray(reply)) return unexpected(reply)
  const [kind, ...rest]: readonly unknown[] = reply
  return isString(kind) ? [kind, ...rest] : unexpected(reply)
}

function isArrayOf<T>(reply: unknown, isItem: (item: unknown) => item is T): reply is readonly T[] {
  return Array.isArray(reply) && reply.every(isItem)
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string'
}

function unexpected(reply: unknown): never {
  const cause = new TypeError(`Unexpected reply ${String(JSON.stringify(reply)).slice(0, 200)}`)
  throw redisFault(
    'MOCK_STORE_FAILED',
    'Redis answered something that its scripts do not answer',
    'look for a proxy in between',
    cause,
  )
}
