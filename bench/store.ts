// npm run bench:store: what the stores promise in numbers, each beside what is wanted of it. Every measurement is a process of
// its own, so that the garbage of one is not the pause of the next. A miss is printed and is no failure.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { compileProgram } from './store/compile-program.js'

/** A program below bench/store/ and the stores that it is about. */
interface Measurement {
  readonly name: string
  readonly store: 'memory' | 'file' | 'redis'
  readonly program: string
  readonly args: readonly string[]
}

const measurements: readonly Measurement[] = [
  { name: 'create', store: 'redis', program: 'create.js', args: [] },
  { name: 'pages', store: 'memory', program: 'pages.js', args: ['memory'] },
  { name: 'pages', store: 'redis', program: 'pages.js', args: ['redis'] },
  { name: 'durable', store: 'file', program: 'durable-create.js', args: [] },
  { name: 'restart', store: 'file', program: 'restart.js', args: [] },
  { name: 'footprint', store: 'memory', program: 'footprint.js', args: [] },
  { name: 'contention', store: 'memory', program: 'contention.js', args: ['memory'] },
  { name: 'contention', store: 'redis', program: 'contention.js', args: ['redis'] },
]

const usage = `Usage: npm run bench:store -- [--quick] [--only WORD,…]

  --quick  fewer rounds and records, under a minute; the full run takes five to six
  --only   measurements (create, pages, durable, restart, footprint, contention) or stores (memory, file, redis)`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) console.log(usage)
else await measureAll(chosen(values.only), values.quick ? ['--quick'] : [])

function chosen(only: string): readonly Measurement[] {
  const words = only.split(',').filter((word) => word !== '')
  const known = new Set(measurements.flatMap(({ name, store }) => [name, store]))
  const unknown = words.filter((word) => !known.has(word))
  if (unknown.length > 0) throw new Error(`--only does not know ${unknown.join(', ')}\n\n${usage}`)
  return measurements.filter(
    ({ name, store }) => words.length === 0 || words.includes(name) || words.includes(store),
  )
}

async function measureAll(wanted: readonly Measurement[], flags: readonly string[]): Promise<void> {
  const started = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'mockgen-bench-'))
  try {
    compileProgram(folder)
    for (const { program, args } of wanted)
      await run(join(folder, 'bench/store', program), [...args, ...flags])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`\n${wanted.length} measurements in ${Math.round((performance.now() - started) / 1000)} s`)
}

// What cannot be measured here (no Redis, no memory) is said by its program and does not keep the others from running.
function run(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ['--expose-gc', program, ...args], { stdio: 'inherit' })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code !== 0) console.log(`\n### ${[program, ...args].join(' ')} could not be measured\n`)
      resolve()
    })
  })
}
