// Preferences of clients (RFC 7240) around an operation: answers that they name, and how much the usual answer holds.
import type { Reply } from '../../http/reply.js'
import { isJsonMediaType } from '../../media-types.js'
import { later } from '../../memo.js'
import { parseJsonText } from '../../parse-json.js'
import type { Answering, Call, OneOperation } from '../behaviour.js'
import { isSafe } from '../conditions/preconditions.js'
import { compilePreferredAnswer, namesAnswer } from './preferred-answers.js'
import { type Preferences, readPreferences } from './read-preferences.js'

/** Answers as the Prefer header asks, where the contract lets it; Preference-Applied says what was followed. */
export function preferring(one: OneOperation, inner: Answering): Answering {
  const { operation, parts } = one
  const preferred = later(() => compilePreferredAnswer(operation))
  return (call) => {
    const header = preferOf(call)
    if (header === undefined) return inner(call)
    const asked = readPreferences(header)
    if (namesAnswer(asked))
      return applied(preferred()(call.request.accept, asked, parts.variety), namedBy(asked))
    if (isSafe(call.exchange.request.method) || (asked.content === undefined && !asked.async))
      return inner(call)
    const reply = inner(call)
    return reply instanceof Promise
      ? reply.then((made) => fitted(made, asked, one))
      : fitted(reply, asked, one)
  }
}

function preferOf({ exchange }: Call): string | undefined {
  const { prefer } = exchange.request.headers
  return typeof prefer === 'object' ? prefer.join(', ') : prefer
}

function namedBy({ code, example, dynamic }: Preferences): readonly string[] {
  return [
    ...(code === undefined ? [] : [`code=${code}`]),
    // Without quotes and characters that headers do not have.
    ...(example === undefined ? [] : [`example="${example.replace(/[^\x20-\x7e]|["\\]/g, '')}"`]),
    ...(dynamic ? ['dynamic=true'] : []),
  ]
}

// The work is done; only what is said about it changes, and only to what the contract declares.
function fitted(reply: Reply, { content, async }: Preferences, one: OneOperation): Reply {
  if (reply.status < 200 || reply.status > 299) return reply
  const accepted = async ? asAccepted(reply, one) : undefined
  if (accepted !== undefined) return applied(accepted, ['respond-async'])
  if (content === 'minimal') {
    const minimal = asNoContent(reply, one)
    return minimal === undefined ? reply : applied(minimal, ['return=minimal'])
  }
  return content === 'representation' && reply.body !== undefined
    ? applied(reply, ['return=representation'])
    : reply
}

function asNoContent(reply: Reply, { operation }: OneOperation): Reply | undefined {
  if (reply.body === undefined) return reply
  if (!operation.declaredStatuses.includes('204')) return undefined
  return { status: 204, headers: withoutType(reply.headers), body: undefined }
}

function asAccepted(reply: Reply, { operation }: OneOperation): Reply | undefined {
  if (reply.status === 202) return reply
  const response = operation.declaredStatuses.includes('202') ? operation.response(202) : undefined
  if (response === undefined) return undefined
  if (response.bodies.length === 0)
    return { status: 202, headers: withoutType(reply.headers), body: undefined }
  const { headers, body } = reply
  const mediaType = headers['content-type'] ?? ''
  const declared = response.bodies.find((candidate) => candidate.mediaType === mediaType)
  const value = typeof body === 'string' && isJsonMediaType(mediaType) ? parseJsonText(body) : undefined
  if (declared === undefined || value === undefined || declared.validate(value).length > 0) return undefined
  return { ...reply, status: 202 }
}

function withoutType(headers: Reply['headers']): Reply['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'))
}

function applied(reply: Reply, preferences: readonly string[]): Reply {
  return { ...reply, headers: { ...reply.headers, 'preference-applied': preferences.join(', ') } }
}
