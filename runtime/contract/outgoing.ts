// Requests that the API itself sends: callbacks of operations (OpenAPI Callback Object), and webhooks.
import type { Method, OperationFacts } from '../facts.js'
import { isObject } from '../json.js'
import type { OutgoingContract } from './contract.js'
import { createOperation } from './operation-contract.js'
import type { Parts } from './parts.js'
import { canonicalPointer, type Place } from './references.js'

/** Most callbacks of one operation: each of its requests may send all of them. */
const maxCallbacks = 100

/** POST first: where a webhook has several methods, it is the one that tells something. */
const methods: readonly Method[] = ['post', 'put', 'patch', 'get', 'delete', 'head', 'options', 'trace']

/** The callbacks of an operation. */
export function readCallbacks(
  { path, method }: Pick<OperationFacts, 'path' | 'method'>,
  parts: Parts,
): readonly OutgoingContract[] {
  const held = parts.references.resolve(canonicalPointer(['paths', path, method, 'callbacks']))
  const found = childrenOf(held, parts).flatMap(({ name, place }) =>
    childrenOf(place, parts)
      .filter(({ name: url }) => !url.startsWith('x-'))
      .flatMap(({ name: url, place: pathItem }) =>
        methods.flatMap((one) => outgoing({ name, url, method: one }, pathItem, parts) ?? []),
      ),
  )
  return found.slice(0, maxCallbacks)
}

/** The webhooks of the document; of two with one name that under `webhooks`. */
export function readWebhooks(parts: Parts): ReadonlyMap<string, OutgoingContract> {
  const found = new Map<string, OutgoingContract>()
  for (const key of ['webhooks', 'x-webhooks']) {
    const held = parts.references.resolve(canonicalPointer([key]))
    for (const { name, place } of childrenOf(held, parts)) {
      if (found.has(name)) continue
      for (const method of methods) {
        const webhook = outgoing({ name, url: undefined, method }, place, parts)
        if (webhook === undefined) continue
        found.set(name, webhook)
        break
      }
    }
  }
  return found
}

function outgoing(
  about: Pick<OutgoingContract, 'name' | 'url' | 'method'>,
  pathItem: Place,
  parts: Parts,
): OutgoingContract | undefined {
  const operation = parts.references.child(pathItem, about.method)
  if (operation === undefined || !isObject(operation.value)) return undefined
  let opened: OutgoingContract['operation'] | undefined
  return {
    ...about,
    // A document may have hundreds of webhooks of which none is ever sent.
    get operation() {
      opened ??= createOperation(about.name, { path: '' }, pathItem, operation, parts, 'api')
      return opened
    },
  }
}

function childrenOf(
  place: Place | undefined,
  parts: Parts,
): readonly { readonly name: string; readonly place: Place }[] {
  if (place === undefined || !isObject(place.value)) return []
  return Object.keys(place.value).flatMap((name) => {
    const child = parts.references.child(place, name)
    return child !== undefined && isObject(child.value) ? [{ name, place: child }] : []
  })
}
