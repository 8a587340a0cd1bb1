// The real command on documents that somebody wrote to hurt: each ends soon and in little memory, in an error with a place or in
// a project.
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../support/run-command.js'
import { diagnosticsOf, folderWith, load, yaml } from './folder.js'
import { type HostileDocument, hostileDocuments } from './hostile-documents.js'

const main = fileURLToPath(new URL('./hostile-main.ts', import.meta.url))
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/** What hostile-main.ts says of a document. */
interface Outcome {
  readonly name: string
  readonly exitCode: number
  readonly code?: string
  readonly line?: number
  readonly cpuMs: number
  readonly stderr: string
}

/** Runs documents one after the other in a process with 400 MB of heap. */
async function outcomesOf(documents: readonly HostileDocument[]) {
  const files = documents.map(({ file, content }, index) => [
    `${String(index).padStart(3, '0')}/${file}`,
    content,
  ])
  const folder = folderWith(Object.fromEntries(files))
  const args = ['--max-old-space-size=400', '--import', tsx, main, folder]
  const env = { TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) }
  const { stdout, stderr } = await runCommand(process.execPath, args, {
    cwd: folder,
    env,
    timeoutMs: 240_000,
  })
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  return {
    outcomes: lines.slice(0, -1) as readonly Outcome[],
    last: lines.at(-1) as { maxRssKb?: number },
    stderr,
  }
}

const codes = ({ exitCode, code, line, stderr }: Outcome) => {
  if (exitCode === 0) return 'loads'
  // An error without a place, or a bug, shows all there is to it.
  return code !== undefined && line !== undefined ? code : `${exitCode} ${code ?? stderr}`
}

describe('hostile documents', () => {
  it('end soon, in little memory, in an error with a place or in a project', {
    timeout: 300_000,
  }, async () => {
    const { outcomes, last, stderr } = await outcomesOf(hostileDocuments)
    expect(outcomes.length, stderr).toBe(hostileDocuments.length)
    const found = outcomes.map((outcome, index) => [hostileDocuments[index]?.name, codes(outcome)])
    expect(found).toEqual(hostileDocuments.map(({ name, want }) => [name, want]))
    expect(outcomes.filter(({ cpuMs }) => cpuMs > 10_000)).toEqual([])
    expect(last.maxRssKb).toBeLessThan(512 * 1024)
  })

  it('that break off anywhere have an error with a place, or are whole by accident', {
    timeout: 60_000,
  }, async () => {
    const files = ['api.yaml', 'api.json'] as const
    const texts = { 'api.yaml': small, 'api.json': JSON.stringify(data, null, 1) }
    for (const file of files) {
      const whole = Buffer.from(texts[file])
      for (let length = 0; length < whole.length; length += 7) {
        const found = await diagnosticsOf(load({ [file]: whole.subarray(0, length) }))
        const withoutPlace = found.filter(({ place }) => place === undefined)
        expect(withoutPlace, `${file} after ${length} bytes`).toEqual([])
        if (file === 'api.json') expect(found[0]?.code).toBe('MOCKGEN_SYNTAX')
      }
    }
  })

  it('tell where the first byte stands that is no text', async () => {
    const bytes = Buffer.from('openapi: 3.0.3\ninfo: { title: Caf\xe9 }\n', 'latin1')
    const [found] = await diagnosticsOf(load({ 'api.yaml': bytes }))
    expect(found).toMatchObject({ code: 'MOCKGEN_SYNTAX', place: { line: 2, column: 19 } })
  })

  it('keep as text what YAML 1.1 made numbers, dates and truth of', async () => {
    const words = 'no, yes, on, off, 0o17, 017, 1_000, 12:30:45, 2020-01-02, 0x1F, .5, 1e3, "1e3", ~, =, <<'
    const { document } = await load({
      'api.yaml': `${small}x-words: [${words}]\nx-keys: { 1: a, null: b, true: c }\n`,
    })
    const [
      no,
      yes,
      on,
      off,
      octal,
      zero,
      under,
      time,
      date,
      hex,
      half,
      power,
      quoted,
      nothing,
      equals,
      merge,
    ] = JSON.parse(JSON.stringify(document.document['x-words']))
    expect([no, yes, on, off]).toEqual(['no', 'yes', 'on', 'off'])
    expect([under, time, date, quoted, equals, merge]).toEqual([
      '1_000',
      '12:30:45',
      '2020-01-02',
      '1e3',
      '=',
      '<<',
    ])
    // YAML 1.2, core schema.
    expect([octal, zero, hex, half, power, nothing]).toEqual([15, 17, 31, 0.5, 1000, null])
    expect(document.document['x-keys']).toEqual({ 1: 'a', null: 'b', true: 'c' })
  })
})

const data = {
  openapi: '3.0.3',
  info: { title: 'T', version: '1' },
  paths: { '/a': { get: { responses: {} } } },
}
const small = yaml(
  '/a:\n  get:\n    responses: { "200": { description: ok } }\n/b: { get: { responses: {} } }',
)
