// How an update changes its record: as it is declared, or as the media type of the request's body says.
import type { OperationContract } from '../contract/contract.js'
import type { Merge } from '../facts.js'
import { atPointer, type Json } from '../json.js'
import type { Call } from './behaviour.js'
import { recordFromBody } from './operation-request.js'
import type { Rename } from './rename.js'

const patchTypes: ReadonlyMap<string, Merge> = new Map([
  ['application/merge-patch+json', 'merge-patch'],
  ['application/json-patch+json', 'json-patch'],
])

/** Compiles how a request says what it changes; `merge` is what the operation declares. */
export function compileMerge(operation: OperationContract, merge: Merge): (call: Call) => Merge {
  const takesPatch =
    merge === 'merge' &&
    operation.requestBodies.some(
      ({ mediaType }) => patchTypes.has(essence(mediaType)) || mediaType.includes('*'),
    )
  if (!takesPatch) return () => merge
  return ({ exchange }) => patchTypes.get(essence(exchange.request.headers['content-type'] ?? '')) ?? merge
}

/** The change that stands at `input` of the body. MOCK_INVALID_REQUEST when it is not of the kind that it should be. */
export function changeFromBody(
  { request }: Call,
  input: string | undefined,
  merge: Merge,
  rename?: Rename,
): Json {
  return merge === 'json-patch'
    ? (atPointer(request.body, input ?? '') ?? [])
    : recordFromBody(request, input, rename)
}

function essence(mediaType: string): string {
  const [type = ''] = mediaType.split(';', 1)
  return type.trim().toLowerCase()
}
