// Generated projects, byte for byte: a change of any file shows here, and `npm run golden` accepts it.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { generate } from '../../generator/index.js'
import { root } from '../architecture/source-files.js'
import { corpusFolder } from '../corpus/documents.js'
import { tempFolder } from '../support/temp-folder.js'
import { hashOf, readTree } from '../support/tree.js'

/** `GOLDEN=write` writes the golden files instead. */
const isWriting = process.env.GOLDEN === 'write'
const folder = tempFolder('mockgen-golden')

const small = [
  { name: 'bookstore', file: join(root, 'examples/bookstore/openapi.yaml'), overlays: [] },
  {
    name: 'petstore',
    file: join(root, 'node_modules/@readme/oas-examples/3.0/json/petstore.json'),
    overlays: [],
  },
  {
    name: 'decision-process',
    file: join(root, 'examples/decision-process/openapi.yaml'),
    overlays: [join(root, 'test/trees/documents/decision-process.overlay.yaml')],
  },
] as const
const big = corpusFolder === undefined ? undefined : join(corpusFolder, 'github-api.min.oas30.json')

describe('the project of', () => {
  test.each(small)('$name has the files of its golden tree', async ({ name, file, overlays }) => {
    expectGolden(name, await treeOf(name, file, overlays))
  })

  // A document of the corpus folder, which is not everywhere.
  test.skipIf(big === undefined || !existsSync(big))(
    'a document of 1,223 operations has the hash of its golden tree',
    async () => {
      const tree = await treeOf('big', big ?? '', [])
      const files = Object.keys(tree).length
      expectGolden('big', { files, sha256: hashOf(JSON.stringify(tree)) })
    },
    60_000,
  )
})

// Copied first: a project says where its document is, from its own folder.
async function treeOf(name: string, file: string, overlays: readonly string[]) {
  const home = join(folder, name)
  mkdirSync(home)
  const contract = join(home, file.endsWith('.json') ? 'openapi.json' : 'openapi.yaml')
  copyFileSync(file, contract)
  const copied = overlays.map((overlay, i) => {
    const copy = join(home, `overlay-${i}.yaml`)
    copyFileSync(overlay, copy)
    return copy
  })
  const output = join(home, 'mock')
  // Not vendored: the packed runtime is other bytes with every build.
  await generate({ contract, output, overlays: copied, runtime: 'registry' })
  return readTree(output)
}

function expectGolden(name: string, found: unknown): void {
  const file = join(root, 'test/golden', `${name}.json`)
  if (isWriting) writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`)
  expect(found).toEqual(JSON.parse(readFileSync(file, 'utf8')))
}
