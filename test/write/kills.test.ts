// `mockgen generate` is killed at random moments: afterwards the folder is the old project or the new one, and never half of each.
import { watch } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { recoverChanges } from '../../generator/write/apply-changes.js'
import { openFolder } from '../../generator/write/project-folder.js'
import { startCli } from '../cli/spawn-cli.js'
import { notes } from '../cli/workspace.js'
import { finished } from '../support/run-command.js'
import { tempFolder } from '../support/temp-folder.js'

/** 50 for the full proof. */
const kills = Number(process.env.GENERATE_KILLS ?? 6)
const home = tempFolder('mockgen-kills')
const project = join(home, 'mock')

/** Two contracts that make every generated file differ, and one file more or less. */
const contracts = [notes, notes.replaceAll('Note', 'Memo').replace('1.2.0', '2.0.0')] as const

type Tree = ReadonlyMap<string, string>
let projects: readonly Tree[]
let typicalMs = 0

async function tree(): Promise<Tree> {
  const entries = await readdir(project, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(
    files.map(async (file) => [relative(project, file), await readFile(file, 'latin1')] as const),
  )
  return new Map(texts.sort(([left], [right]) => (left < right ? -1 : 1)))
}

const generate = (version: number) =>
  startCli(['generate', join(home, `${version}.yaml`), '-o', project, '--runtime', 'registry'])

beforeAll(async () => {
  const made: Tree[] = []
  for (const [version, text] of contracts.entries()) {
    await writeFile(join(home, `${version}.yaml`), text)
    const from = performance.now()
    expect(await finished(generate(version))).toMatchObject({ code: 0 })
    typicalMs = performance.now() - from
    made.push(await tree())
  }
  projects = made
})

describe('A generate that is killed', () => {
  it(`leaves the old project or the new one, ${kills} times`, {
    timeout: 30_000 + kills * 10_000,
  }, async () => {
    const states: number[] = []
    let current = 1
    for (let kill = 0; kill < kills; kill++) {
      const next = 1 - current
      // Half of the kills come at any moment of the run, the others while it writes.
      await (kill % 2 === 0 ? killAfter(next, Math.random() * typicalMs) : killWhileWriting(next))
      await recoverChanges(await openFolder(project))
      const found = await tree()
      const state = projects.findIndex((known) => equal(known, found))
      expect(state, `kill ${kill}: ${describeDifference(found)}`).toBeGreaterThanOrEqual(0)
      states.push(state)
      current = state
    }
    expect(states).toHaveLength(kills)
  })

  it('keeps what the user has written, and the next run completes it', async () => {
    await writeFile(join(project, 'src/app.ts'), '// mine')
    await mkdir(join(project, 'seed'), { recursive: true })
    await writeFile(join(project, 'seed/notes.json'), '[]')
    await killWhileWriting(0)
    expect(await finished(generate(0))).toMatchObject({ code: 0 })
    expect(await readFile(join(project, 'src/app.ts'), 'utf8')).toBe('// mine')
    expect(await readFile(join(project, 'seed/notes.json'), 'utf8')).toBe('[]')
    const found = new Map(await tree())
    found.delete('seed/notes.json')
    found.set('src/app.ts', projects[0]?.get('src/app.ts') ?? '')
    expect(equal(projects[0] ?? new Map(), found), describeDifference(found)).toBe(true)
    await rm(project, { recursive: true })
  })
})

async function killAfter(version: number, ms: number): Promise<void> {
  const run = generate(version)
  const ended = finished(run)
  const timer = setTimeout(() => run.kill('SIGKILL'), ms)
  await ended
  clearTimeout(timer)
}

/** Kills at one of the changes that the run makes to the folder, chosen by chance. */
async function killWhileWriting(version: number): Promise<void> {
  let left = Math.floor(Math.random() * 60)
  const watcher = watch(project, { recursive: true }, () => {
    if (left-- === 0) run.kill('SIGKILL')
  })
  const run = generate(version)
  await finished(run)
  watcher.close()
}

function equal(left: Tree, right: Tree): boolean {
  return left.size === right.size && [...left].every(([path, text]) => right.get(path) === text)
}

function describeDifference(found: Tree): string {
  return projects
    .map((known) =>
      [...new Set([...known.keys(), ...found.keys()])].filter((path) => known.get(path) !== found.get(path)),
    )
    .map((paths) => paths.join(', '))
    .join(' | ')
}
