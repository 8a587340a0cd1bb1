// `/system/webhooks`: the webhooks of the contract, what became of messages, and sending one now.
import { hopsHeader, hopsOf } from '../callbacks/hops.js'
import { type Endpoint, parameterOf, sandboxOf } from './endpoint.js'
import { json } from './json-reply.js'
import { assertQuery, numberInQuery, readObject, textAt } from './read-json.js'

type Answer = Endpoint['answer']

/** How many deliveries are shown, the newest first. */
const usualLimit = 100
const maxLimit = 1_000

/** `GET /system/webhooks`: names, what sends them, and the last deliveries of the sandbox, those of callbacks too. */
export const listWebhooks: Answer = async (call, parts) => {
  assertQuery(call.query, ['limit'])
  const limit = numberInQuery(call.query, 'limit', { otherwise: usualLimit, most: maxLimit })
  const { name } = sandboxOf(call, parts)
  const { webhooks, deliveries } = parts.outbox
  const own = deliveries.filter(({ sandbox }) => sandbox === name)
  return json(200, { webhooks, deliveries: own.slice(0, limit) })
}

/** `POST /system/webhooks/{name}`: sends a webhook now. `{ "body": …, "to": "http://…" }`, both optional. */
export const sendWebhook: Answer = async (call, parts) => {
  const given = await readObject(call, parts, ['body', 'to'])
  const sandbox = sandboxOf(call, parts).name
  const { body } = given
  const to = textAt(given, 'to')
  const hops = hopsOf(call.headers[hopsHeader])
  return json(202, parts.outbox.send(parameterOf(call, 'name'), { body, to, sandbox, hops }))
}
