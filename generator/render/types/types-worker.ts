// The thread in which types are rendered: gets the document of `typesDocument` as JSON text, answers the text of its types, and ends.
import { parentPort } from 'node:worker_threads'
import { loadLibrary, typesText } from './types-text.js'

parentPort?.once('message', (json: unknown) => {
  parentPort?.postMessage(typesText(String(json)))
})
// The document may take as long to come as this takes.
loadLibrary()
