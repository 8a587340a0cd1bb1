// npm run fuzz [filter]: 100,000 mutated requests (FUZZ_REQUESTS) over all documents at hand; fails on any 5xx, silence or growth
// of memory. FUZZ_SEED chooses other mutations.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../architecture/source-files.js'
import { corpusDocuments, npmDocuments } from '../corpus/documents.js'
import { fuzz } from './fuzz.js'

const total = Number(process.env.FUZZ_REQUESTS ?? 100_000)
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000)
// What a process keeps because it has compiled more operations and filled its bounded journals is no growth.
const allowedGrowthMb = 64

const examples = readdirSync(join(root, 'examples'))
  .map((name) => ({ name: `examples/${name}`, file: join(root, 'examples', name, 'openapi.yaml') }))
  // Some examples show a program and have no document.
  .filter(({ file }) => existsSync(file))
const only = process.argv[2] ?? ''
const documents = [...examples, ...npmDocuments, ...corpusDocuments].filter(({ name }) => name.includes(only))
const each = Math.ceil(total / Math.max(1, documents.length))
console.log(`${each} requests to each of ${documents.length} documents, seed ${seed}`)

let failed = 0
let sent = 0
for (const document of documents) {
  const report = await fuzz({ ...document, requests: each, seed })
  const [early, late] = report.memoryMb
  const growth = late - early
  const isRed = report.faults.length > 0 || growth > allowedGrowthMb
  sent += report.sent
  if (isRed) failed++
  const statuses = Object.entries(report.statuses).map(([status, count]) => `${status}: ${count}`)
  const memory = `${early.toFixed(0)} -> ${late.toFixed(0)} MB`
  console.log(`${isRed ? 'FAIL' : 'ok  '} ${document.name}: ${memory}; ${statuses.join(', ')}`)
  for (const fault of report.faults) console.log(`     ${fault}`)
}
console.log(`${sent} requests, ${failed} documents with faults`)
process.exitCode = failed === 0 ? 0 : 1
