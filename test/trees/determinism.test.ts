// The same document gives the same bytes on another machine: in another folder, language, time zone and umask, with its files
// written in another order, asked for from another current directory.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runCli } from '../cli/spawn-cli.js'
import { notes } from '../cli/workspace.js'
import { tempFolder } from '../support/temp-folder.js'
import { readTree } from '../support/tree.js'

const owners = ['zoë', 'Ärger', 'İstanbul', 'a10', 'a9', 'Z']
const ownerFile = (i: number) => `parts/${['m', 'Z', 'b', 'ä', 'A', '10'][i]}.yaml`

/** A document of several files, an overlay and a configuration; names that languages sort differently. */
const files: readonly (readonly [path: string, text: string])[] = [
  [
    'openapi.yaml',
    `${notes}${owners.map((name, i) => `        "${name}": { $ref: './${ownerFile(i)}#/Owner' }\n`).join('')}`,
  ],
  ...owners.map(
    (name, i) =>
      [
        ownerFile(i),
        `Owner:\n  title: "${name}"\n  type: object\n  properties: { "${name}": { type: string } }\n`,
      ] as const,
  ),
  [
    'overlay.yaml',
    'overlay: 1.0.0\ninfo: { title: T, version: 1.0.0 }\nactions: [{ target: $.info, update: { title: Ideas } }]\n',
  ],
  ['mockgen.json', '{ "contract": "openapi.yaml", "overlays": ["overlay.yaml"], "runtime": "registry" }\n'],
]

interface Machine {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  readonly umask: number
  readonly order: (paths: typeof files) => typeof files
  /** Where the command is typed, and what; from the home. */
  readonly cwd: string
  readonly args: readonly string[]
}

async function treeOn({ home, env, umask, order, cwd, args }: Machine) {
  const before = process.umask(umask)
  try {
    for (const [path, text] of order(files)) {
      mkdirSync(dirname(join(home, path)), { recursive: true })
      writeFileSync(join(home, path), text)
    }
    mkdirSync(join(home, cwd), { recursive: true })
    const { code, stderr } = await runCli(args, { cwd: join(home, cwd), env })
    expect(code, stderr).toBe(0)
  } finally {
    process.umask(before)
  }
  return readTree(join(home, 'mock'))
}

test('two machines generate the same bytes', async () => {
  const folder = tempFolder('mockgen-machines')
  const one = await treeOn({
    home: join(folder, 'one'),
    env: { LC_ALL: 'C', LANG: 'C', TZ: 'UTC' },
    umask: 0o022,
    order: (all) => all,
    cwd: '.',
    args: ['generate', 'openapi.yaml', '-o', 'mock'],
  })
  const other = await treeOn({
    home: join(folder, 'far away/ünder ($HOME)/other'),
    env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', LANGUAGE: 'tr', TZ: 'Pacific/Kiritimati' },
    umask: 0o077,
    order: (all) => all.toReversed(),
    cwd: 'mock/..//parts',
    args: ['generate', '../openapi.yaml', '-o', '../mock', '--config', '../mockgen.json'],
  })
  expect(Object.keys(one).length).toBeGreaterThan(15)
  expect(other).toEqual(one)
}, 60_000)
