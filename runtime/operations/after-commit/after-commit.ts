// What an operation sends once its request is committed: which ones do, and what they tell.
import type { Committed, ExchangeValues } from '../../callbacks/committed.js'
import { hopsHeader, hopsOf } from '../../callbacks/hops.js'
import type { EntitiesFacts, OperationFacts } from '../../facts.js'
import type { Reply } from '../../http/reply.js'
import type { Json } from '../../json.js'
import { isJsonMediaType } from '../../media-types.js'
import { isReading } from '../action-parts.js'
import type { Answering, Call, OneOperation, WritingWork } from '../behaviour.js'
import { environment } from '../program/program-work.js'
import { requestValues } from '../program/request-values.js'

/** Is told of each request that was carried out, once, after everything that it wrote is committed. */
export interface AfterCommit {
  /** What the records that are watched are. */
  readonly entities: EntitiesFacts
  /** Never throws. */
  tell(call: Call, reply: Reply, done: Done): void
}

/** What a request did, and when by the clock of its sandbox. */
export type Done = Pick<Committed, 'changes' | 'now'>

// Only expressions about a change ask for the time.
const nothingDone: Done = { changes: [], now: 0 }

/** Compiles it; undefined for an operation that never sends anything. */
export function compileAfterCommit({ operation, facts, parts }: OneOperation): AfterCommit | undefined {
  const changed = parts.handlers.has(operation.id) ? 'all' : changedEntities(facts)
  const notify = parts.outbox.after(operation.id, changed, facts?.silentCallbacks)
  if (notify === undefined) return undefined
  const env = environment(parts.settings.env ?? [])
  return {
    entities: parts.entitiesFacts,
    tell: (call, reply, done) =>
      notify({
        exchange: exchangeValues(call, reply),
        isSuccess: reply.status < 400,
        ...done,
        hops: hopsOf(call.exchange.request.headers[hopsHeader]),
        sandbox: call.sandbox.name,
        values: { request: requestValues(call, operation), session: call.session ?? null, env },
      }),
  }
}

/** Work that writes, whose changes are told once they are committed. */
export function tellingChanges(
  { perform, confirm = false }: WritingWork,
  afterCommit: AfterCommit,
): WritingWork {
  // Removing in portions would be over before anybody could be told of all of it.
  return { writes: true, confirm, perform, afterCommit }
}

/** Answers that change nothing, of which is told that they were given. */
export function tellingAnswers(answer: Answering, afterCommit: AfterCommit): Answering {
  const told = (call: Call, reply: Reply): Reply => {
    afterCommit.tell(call, reply, nothingDone)
    return reply
  }
  return (call) => {
    const reply = answer(call)
    return reply instanceof Promise ? reply.then((made) => told(call, made)) : told(call, reply)
  }
}

// The entities of which the default behaviour may change records.
function changedEntities(facts: OperationFacts | undefined): ReadonlySet<string> {
  if (facts?.action === undefined) return new Set()
  if (facts.action !== 'program') return new Set(isReading(facts.action) ? [] : [facts.entity])
  const steps = facts.rules.flatMap((rule) => rule.steps)
  return new Set(steps.flatMap(({ action, entity }) => (isReading(action) ? [] : [entity])))
}

function exchangeValues({ request, exchange }: Call, reply: Reply): ExchangeValues {
  const { parameters, url, body } = request
  const { headers, method = 'GET' } = exchange.request
  const mark = url.indexOf('?')
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
  return {
    url: `http://${headers.host ?? 'localhost'}${url}`,
    method,
    statusCode: reply.status,
    request: {
      header: (name) => textOf(headers[name]),
      // Decoded as declared; what nobody declared is text.
      query: (name) => own(parameters.query, name) ?? query.get(name) ?? undefined,
      path: (name) => own(parameters.path, name),
      body,
    },
    response: {
      header: (name) => own(reply.headers, name),
      get body() {
        return bodyOf(reply)
      },
    },
  }
}

function bodyOf({ headers, body }: Reply): Json | undefined {
  if (typeof body !== 'string' || !isJsonMediaType(headers['content-type'] ?? '')) return undefined
  return JSON.parse(body)
}

function own<Value>(values: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function textOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header.join(', ') : header
}
