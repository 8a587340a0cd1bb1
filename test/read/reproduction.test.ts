// What `mockgen init` writes reproduces what was inferred, over the real documents: the same facts, byte for byte.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { declareInference } from '../../generator/init/declare-inference.js'
import { nameSelector, overlayText } from '../../generator/init/overlay-text.js'
import type { ApiModel } from '../../generator/model.js'
import { readContract } from '../../generator/read-contract.js'
import { corpusFile, packagedFile } from './documents.js'

const folder = mkdtempSync(join(tmpdir(), 'mockgen-init-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const packaged = [
  '@readme/oas-examples/3.0/json/petstore-expanded.json',
  '@readme/oas-examples/3.0/json/star-trek.json',
  '@scalar/galaxy/3.1.json',
]
const ofCorpus = [
  'oai/petstore.oas30.yaml',
  'oai/webhook-example.oas31.yaml',
  'oai/uber.oas20.json',
  'swagger-petstore-v3.oas30.yaml',
  'museum.oas31.yaml',
  'ogen/ent.json',
  'ogen/superset.json',
  'ogen/azure-api-management.json',
  'xero/xero-projects.yaml',
  'xero/xero_accounting.yaml',
  'twilio-conversations-v1.oas30.yaml',
  'box.oas30.json',
  'adyen-management-v3.oas31.yaml',
  'readme-api.oas31.json',
  'digitalocean-subset/specification/DigitalOcean-public.v2.yaml',
  'github-api.min.oas30.json',
]

/** Everything that the runtime is told. */
function factsIn({ operations, entities, settings, seeds }: ApiModel): string {
  return JSON.stringify({
    operations: operations.map(({ id, facts }) => [id, facts]),
    entities: entities.map(({ name, facts }) => [name, facts]),
    settings,
    seeds,
  })
}

async function reproduce(file: string): Promise<void> {
  const { model } = await readContract(file)
  const overlay = join(folder, 'it.overlay.yaml')
  writeFileSync(overlay, overlayText(model.title, declareInference(model)))
  const again = await readContract(file, { overlays: [overlay] })
  expect(factsIn(again.model)).toBe(factsIn(model))
  expect(again.model.operations.filter(({ origin }) => origin !== 'declared')).toEqual([])
}

describe('an overlay reproduces the inference', () => {
  test.each(packaged)('of %s', (specifier) => reproduce(packagedFile(specifier)), 60_000)
  for (const name of ofCorpus) {
    const file = corpusFile(name)
    const title = `of ${name}${file === undefined ? ' (the corpus is not at hand)' : ''}`
    test.skipIf(file === undefined)(title, () => reproduce(file ?? ''), 60_000)
  }
})

test.each([
  ['plain', { given: '/pets/{id}', want: "'/pets/{id}'" }],
  ['with quotes and backslashes', { given: `it's a \\ "path"`, want: `'it\\'s a \\\\ "path"'` }],
  ['beyond ASCII', { given: '/é\u2028', want: "'/\\u00e9\\u2028'" }],
])('a name selector of a path that is %s', (_title, { given, want }) => {
  expect(nameSelector(given)).toBe(want)
})
