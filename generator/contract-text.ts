// The text of a contract as projects have it: hashed when the document is loaded, written when the project is.
import type { JsonObject } from '@mockgen/runtime'

// Printing a large document takes a tenth of a second.
const texts = new WeakMap<JsonObject, string>()

/** The content of `contract/openapi.json`. Made once for each document, which must not change. */
export function contractText(document: JsonObject): string {
  let text = texts.get(document)
  if (text === undefined) {
    text = `${JSON.stringify(document, null, 2)}\n`
    texts.set(document, text)
  }
  return text
}
