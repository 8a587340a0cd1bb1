// The plan stage: which files a project has, whose they are, and that their content depends on the document alone.
import type { JsonObject } from '@mockgen/runtime'
import { describe, expect, test } from 'vitest'
import { planProject, type RuntimeDependency } from '../../generator/plan/plan-project.js'
import { readModel } from '../../generator/read/read-model.js'
import { crudDocument, loaded, renderProject, vendored } from './documents.js'

function plan(document: JsonObject, runtime: RuntimeDependency = vendored) {
  const file = loaded(document)
  return planProject({
    model: readModel(file).model,
    document: file,
    runtime,
    generatorVersion: '0.0.0',
    contractPath: '../openapi.yaml',
  })
}

describe('the files of a project', () => {
  test('generated ones are replaced by every run', () => {
    const paths = plan(crudDocument()).flatMap(({ path, owner }) => (owner === 'generator' ? [path] : []))
    expect(paths.sort()).toEqual([
      '.mockgen/mockgen.schema.json',
      'OPERATIONS.md',
      'contract/openapi.json',
      'src/generated/entities.gen.ts',
      'src/generated/handlers.gen.ts',
      'src/generated/migrations.gen.ts',
      'src/generated/mock.gen.ts',
      'src/generated/operations.gen.ts',
      'src/generated/types.gen.d.ts',
      'vendor/mockgen-runtime.tgz',
    ])
  })

  test('all others belong to the user', () => {
    const paths = plan(crudDocument()).flatMap(({ path, owner }) => (owner === 'user' ? [path] : []))
    expect(paths.sort()).toEqual([
      '.dockerignore',
      '.env.example',
      '.gitignore',
      'Dockerfile',
      'README.md',
      'ci/github-actions.yml',
      'docker-compose.yml',
      'mockgen.json',
      'package.json',
      'src/app.ts',
      'src/handlers/index.ts',
      'src/migrations/index.ts',
      'src/server.ts',
      'test/smoke.test.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ])
  })

  test('a runtime that is not vendored leaves nothing of it behind', async () => {
    const files = await renderProject(loaded(crudDocument()), { kind: 'spec', spec: '^0.1.0' })
    expect([...files.keys()].filter((path) => path.startsWith('vendor'))).toEqual([])
    expect(JSON.parse(files.get('package.json') ?? '').dependencies['@mockgen/runtime']).toBe('^0.1.0')
    for (const path of ['package.json', 'README.md', 'Dockerfile'])
      expect(files.get(path)).not.toContain('vendor')
  })

  test('the tarball is not read before its content is asked for', async () => {
    let reads = 0
    const tarball = async () => {
      reads++
      return new Uint8Array([7])
    }
    const vendor = plan(crudDocument(), { kind: 'vendored', tarball }).find(({ path }) =>
      path.startsWith('vendor/'),
    )
    expect(reads).toBe(0)
    expect(await vendor?.content()).toEqual(new Uint8Array([7]))
  })
})

describe('the content of a project', () => {
  test('is the same for the same document', async () => {
    const [first, second] = [
      await renderProject(loaded(crudDocument())),
      await renderProject(loaded(crudDocument())),
    ]
    expect(second).toEqual(first)
  })

  test('has plain line ends, one at the end of a file, and nothing of this machine', async () => {
    const files = await renderProject(loaded(crudDocument(), '/home/someone/secret/api.yaml'))
    files.delete('vendor/mockgen-runtime.tgz')
    for (const [path, text] of files) {
      expect(text, path).not.toContain('\r')
      expect(text, path).toMatch(/[^\n]\n$/)
      expect(text, path).not.toContain('secret')
      expect(text, path).not.toContain(process.cwd())
    }
  })

  test('holds the contract as it was bundled', async () => {
    const document = crudDocument()
    const files = await renderProject(loaded(document))
    expect(JSON.parse(files.get('contract/openapi.json') ?? '')).toEqual(document)
  })

  test.each([
    ['Museum API', { want: 'museum-api-mock' }],
    ['../../etc', { want: 'etc-mock' }],
    ['ペット', { want: 'mock' }],
    ['A'.repeat(300), { want: `${'a'.repeat(80)}-mock` }],
  ])('the package of %s has a name that npm takes', async (title, { want }) => {
    const files = await renderProject(loaded(crudDocument({ title })))
    expect(JSON.parse(files.get('package.json') ?? '').name).toBe(want)
  })

  test("mockgen.json names the contract from the project's folder", async () => {
    const files = await renderProject(loaded(crudDocument()))
    const want = {
      $schema: './.mockgen/mockgen.schema.json',
      version: 1,
      contract: '../openapi.yaml',
      runtime: 'vendored',
    }
    expect(JSON.parse(files.get('mockgen.json') ?? '')).toEqual(want)
  })

  test('every command that the README names is a script', async () => {
    const files = await renderProject(loaded(crudDocument()))
    const { scripts } = JSON.parse(files.get('package.json') ?? '')
    const named = [...(files.get('README.md') ?? '').matchAll(/npm run ([\w:-]+)|npm (start|test)/g)]
    expect(named.length).toBeGreaterThan(5)
    for (const [, script, short] of named) expect(Object.keys(scripts)).toContain(script ?? short)
  })

  test('the README says how to generate again, with a mockgen that npm does not have', async () => {
    const readme = (await renderProject(loaded(crudDocument()))).get('README.md')
    expect(readme).toMatch(/```sh\nnpx mockgen generate\n```[\s\S]*npm link/)
  })

  test('the README says how npm comes to use a vendored runtime that has changed', async () => {
    const readme = (await renderProject(loaded(crudDocument()))).get('README.md')
    expect(readme).toMatch(/`vendor` has changed[\s\S]*```sh\nnpm run update-runtime\n```/)
    const linked = await renderProject(loaded(crudDocument()), { kind: 'spec', spec: '^0.1.0' })
    expect(linked.get('README.md')).not.toContain('update-runtime')
  })

  test.each([
    ['createBook', { file: 'create-book.ts', name: 'createBook' }],
    ['index', { file: 'index1.ts', name: 'index' }],
    ['handlers', { file: 'handlers.ts', name: 'handlers1' }],
    ['new', { file: 'new.ts', name: 'new_' }],
  ])('the README shows a hook of %s that clashes with nothing', async (id, { file, name }) => {
    const document = crudDocument({ id: (verb) => (verb === 'create' ? id : verb) })
    const readme = (await renderProject(loaded(document))).get('README.md')
    expect(readme).toContain(`src/handlers/${file}`)
    expect(readme).toContain(`export const ${name}: Handler<'${id}'>`)
  })
})
