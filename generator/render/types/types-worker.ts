// The thread in which types are rendered: gets a document as JSON text, answers the text of its types, and ends.
import { parentPort } from 'node:worker_threads'
import { loadLibrary, typesText } from './types-text.js'

parentPort?.once('message', (contract: unknown) => {
  parentPort?.postMessage(typesText(String(contract)))
})
// The document may take as long to come as this takes.
loadLibrary()
