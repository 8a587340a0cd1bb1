// The smoke tests of projects whose records several properties identify are run as their users run them, and pass.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import type { LoadedDocument } from '../../generator/model.js'
import type { JsonObject } from '../../runtime/json.js'
import { root } from '../architecture/source-files.js'
import { mustRun } from '../support/run-command.js'
import { tempFolder } from '../support/temp-folder.js'
import { crudDocument, loaded, renderProject, tenantsDocument } from './documents.js'

const folder = tempFolder('mockgen-smoke')

beforeAll(() => {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const alias = {
    '@mockgen/runtime/testing': join(root, 'runtime/testing/index.ts'),
    '@mockgen/runtime': join(root, 'runtime/index.ts'),
  }
  writeFileSync(join(folder, 'vitest.config.mjs'), `export default ${JSON.stringify({ resolve: { alias } })}`)
})

test('they pass with a key in the path, with parents that must exist, and with records below', async () => {
  expect(await writeProject('plain', tenantsDocument())).toEqual(['users'])
  // Records below users have no test: samples do not share the other parts of a user's key.
  expect(await writeProject('related', relatedDocument())).toEqual(['things', 'users'])
  // What steps create has no walk; everything else is called.
  const { document } = await loadDocument(join(root, 'test/plan/checkout.yaml'))
  expect(await writeLoaded('checkout', document)).toEqual([])
  const { stdout } = await mustRun(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run'], {
    cwd: folder,
    env: { NO_COLOR: '1' },
  })
  expect(stdout).toMatch(/Test Files +3 passed/)
}, 120_000)

/** Answers the names of the entities that the project's smoke test walks through. */
async function writeProject(name: string, document: JsonObject): Promise<readonly string[]> {
  return writeLoaded(name, loaded(document))
}

async function writeLoaded(name: string, document: LoadedDocument): Promise<readonly string[]> {
  const project = await renderProject(document)
  for (const [path, text] of project) {
    const file = join(folder, name, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const walks = project.get('test/smoke.test.ts')?.matchAll(/^describe\('(\w+)'/gm) ?? []
  return [...walks].map(([, entity = '']) => entity)
}

// Tenants are things; users refer to theirs by the first part of their key, and notes lie below users.
function relatedDocument(): JsonObject {
  const users = tenantsDocument({
    relationships: { tenantId: { entity: 'things', required: true, onDelete: 'cascade' } },
  })
  const things = crudDocument()
  const notes = JSON.parse(
    JSON.stringify({ paths: crudDocument({ id: (verb) => `${verb}Note` }).paths }).replaceAll(
      '/things',
      '/tenants/{tenantId}/users/{id}/notes',
    ),
  )
  const parameters = ['tenantId', 'id'].map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: name === 'id' ? 'integer' : 'string' },
  }))
  const below = Object.entries(notes.paths as Record<string, JsonObject>).map(([path, item]) => [
    path,
    { ...item, parameters: [...parameters, ...((item.parameters ?? []) as JsonObject[])] },
  ])
  return {
    ...users,
    paths: {
      ...(things.paths as JsonObject),
      ...(users.paths as JsonObject),
      ...Object.fromEntries(below),
    },
    components: {
      schemas: { ...Object(things.components).schemas, ...Object(users.components).schemas },
    },
  }
}
