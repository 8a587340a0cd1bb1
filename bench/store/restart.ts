// How long a file store takes to be there again: from its journal, and from its snapshot, each in a fresh process.
import { rmSync } from 'node:fs'
import { median } from '../lib/report.js'
import { startChild } from './child.js'
import { diskFolder } from './disk-folder.js'
import { type Finding, printFindings } from './findings.js'
import { isQuick, showProgress } from './rounds.js'

const cases = [
  { records: 100_000, most: 1, rounds: isQuick ? 1 : 5 },
  ...(isQuick ? [] : [{ records: 1_000_000, most: 10, rounds: 3 }]),
] as const

const { fileSystem, folder: probe } = diskFolder()
rmSync(probe, { recursive: true })
const findings: Finding[] = []
for (const source of ['journal', 'snapshot'] as const)
  for (const { records, most, rounds } of cases) findings.push(await restart(source, records, most, rounds))
printFindings(`restart of the file store on ${fileSystem}, records of 200 bytes with two indexes`, findings)

async function restart(
  source: 'journal' | 'snapshot',
  records: number,
  most: number,
  rounds: number,
): Promise<Finding> {
  const { folder } = diskFolder()
  try {
    showProgress(`writing ${records.toLocaleString('en')} records to a ${source}`)
    await startChild('fill-folder.js', [folder, source, records]).next()
    const seconds: number[] = []
    for (let round = 1; round <= rounds; round++) {
      showProgress(`start ${round} of ${rounds} from a ${source} of ${records.toLocaleString('en')} records`)
      seconds.push(await startChild('open-folder.js', [folder, records]).next())
    }
    showProgress('')
    const middle = median(seconds)
    return {
      what: `${records.toLocaleString('en')} records from the ${source}`,
      wanted: `≤ ${most} s`,
      measured: `${middle.toFixed(2)} s`,
      holds: middle <= most,
      figures: `${seconds.map((value) => value.toFixed(2)).join(', ')} s`,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
