// What a record costs in the memory store: 200 bytes of JSON with two index entries.
import { startChild } from './child.js'
import { type Finding, printFindings } from './findings.js'
import { isQuick, showProgress } from './rounds.js'

const wantedBytes = 1_200
const sizes = isQuick ? [100_000] : [100_000, 1_000_000]

const findings: Finding[] = []
for (const records of sizes) {
  showProgress(`filling ${records.toLocaleString('en')} records`)
  const child = startChild('fill-memory.js', [records])
  const heapBytes = await child.next()
  const residentBytes = await child.next()
  showProgress('')
  findings.push({
    what: `bytes per record, ${records.toLocaleString('en')} records`,
    wanted: `≤ ${wantedBytes.toLocaleString('en')}`,
    measured: Math.round(heapBytes).toLocaleString('en'),
    holds: heapBytes <= wantedBytes,
    figures: `resident memory grew by ${Math.round(residentBytes).toLocaleString('en')} bytes per record`,
  })
}
printFindings('memory store, records of 200 bytes with two indexes', findings)
