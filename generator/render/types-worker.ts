// The thread in which types are rendered: takes the document as JSON text, answers the text of its types.
import { parentPort, workerData } from 'node:worker_threads'
import { typesText } from './types-text.js'

parentPort?.postMessage(await typesText(String(workerData)))
