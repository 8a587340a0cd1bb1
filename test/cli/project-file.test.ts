// `mockgen.json` of a project: it says all that generating and checking need, wherever they are called.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { projectConfigKeys } from '../../generator/load/project-config/project-config-keys.js'
import { projectConfigSchema } from '../../generator/load/project-config/project-config-schema.js'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

const packaged = (name: string) =>
  readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')
const configOf = (folder: string) => JSON.parse(readFileSync(`${folder}/mockgen.json`, 'utf8'))
const generate = (...argv: readonly string[]) => call(['generate', '--runtime', 'registry', ...argv])

/** The contract in `api`, one of its schemas in `common`. */
function apart(): void {
  mkdirSync('api')
  mkdirSync('common')
  writeFileSync('common/note.yaml', 'type: object\nproperties: { id: { type: string } }\n')
  writeFileSync(
    'api/openapi.yaml',
    notes.replaceAll('#/components/schemas/Note', '../common/note.yaml').replace(/^components:.*/ms, ''),
  )
}

describe('a project is generated and checked', () => {
  test('from the folder around it, with --config alone', async () => {
    await generate('openapi.yaml', '-o', 'mock')
    writeFileSync('openapi.yaml', notes.replace('maxLength: 100', 'maxLength: 200'))
    expect((await call(['check', '--config', 'mock/mockgen.json'])).code).toBe(1)
    expect((await call(['generate', '--config', 'mock/mockgen.json'])).code).toBe(0)
    expect((await call(['check', '--config', 'mock/mockgen.json'])).code).toBe(0)
    expect(readFileSync('mock/contract/openapi.json', 'utf8')).toContain('"maxLength": 200')
  })

  test('from its own folder, without arguments', async () => {
    await generate('openapi.yaml', '-o', 'mock')
    process.chdir('mock')
    expect((await call(['generate'])).out).toContain('Nothing has changed')
    expect((await call(['check'])).code).toBe(0)
  })

  test('nowhere by a configuration that is of no project', async () => {
    writeFileSync('mockgen.json', '{ "contract": "openapi.yaml" }')
    const { code, err } = await call(['generate', '--config', 'mockgen.json'])
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('-o ./mock') })
  })
})

describe('the root of references', () => {
  test('is carried from the option into the project, and read by every command', async () => {
    apart()
    expect((await generate('api/openapi.yaml', '-o', 'mock')).code).toBe(3)
    expect((await generate('api/openapi.yaml', '-o', 'mock', '--root', '.')).code).toBe(0)
    expect(configOf('mock').root).toBe('..')
    for (const command of ['check', 'generate', 'validate', 'explain'])
      expect([command, (await call([command, '--config', 'mock/mockgen.json'])).code]).toEqual([command, 0])
  })

  test.each([
    ['a folder that is not there', { root: 'nowhere' }],
    ['a folder outside the repository', { root: '../..' }],
  ])('may not be %s, unless the option names another', async (_title, { root }) => {
    mkdirSync('.git')
    mkdirSync('mock')
    writeFileSync('mock/mockgen.json', JSON.stringify({ contract: '../openapi.yaml', root }))
    const { code, out } = await call(['validate', '--config', 'mock/mockgen.json', '--format', 'json'])
    expect(code).toBe(3)
    expect(JSON.parse(out).diagnostics).toMatchObject([
      { code: 'MOCKGEN_CONFIG', file: 'mock/mockgen.json', line: 1 },
    ])
    expect((await call(['validate', '--config', 'mock/mockgen.json', '--root', '.'])).code).toBe(0)
  })
})

describe('the schema for editors', () => {
  test('is what the table of keys and the vocabulary say', () => {
    expect(JSON.parse(packaged('mockgen'))).toEqual(
      projectConfigSchema(JSON.parse(packaged('x-persistence'))),
    )
    expect(Object.keys(JSON.parse(packaged('mockgen')).properties)).toEqual(Object.keys(projectConfigKeys))
  })

  test('stands in every project, which refers to it and is valid by it', async () => {
    await generate('openapi.yaml', '-o', 'mock')
    const config = configOf('mock')
    const schema = JSON.parse(readFileSync(`mock/${config.$schema}`, 'utf8'))
    expect(schema).toEqual(JSON.parse(packaged('mockgen')))
    const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema)
    expect(validate(config)).toBe(true)
    expect(validate({ ...config, contract: 7 })).toBe(false)
    expect(validate({ ...config, contracts: '' })).toBe(false)
  })

  test('is restored by the next run, and missed by check, when it is removed', async () => {
    await generate('openapi.yaml', '-o', 'mock')
    rmSync('mock/.mockgen/mockgen.schema.json')
    expect((await call(['check', 'mock'])).code).toBe(1)
    expect((await call(['generate', '--config', 'mock/mockgen.json'])).code).toBe(0)
    expect((await call(['check', 'mock'])).code).toBe(0)
  })

  test('takes what the reader takes, and refuses what it refuses', async () => {
    const validate = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(
      JSON.parse(packaged('mockgen')),
    )
    const hash = `sha256-${'A'.repeat(43)}=`
    const values: Readonly<Record<string, readonly unknown[]>> = {
      $schema: ['./a.json', 1],
      version: [1, 2],
      contract: ['openapi.yaml', ' '],
      contractHash: [hash, `sha256-${'A'.repeat(44)}`, 'md5-x'],
      root: ['..', 1],
      remoteRefs: [true, false, ['*', 'a.example:8080'], 'a.example', [1]],
      overlays: [[], 'a.yaml', [1]],
      env: [['REGION'], ['a b']],
      store: ['memory', {}],
      runtime: ['vendored', ''],
      seed: ['a.json', ['a.json'], 1],
    }
    const { checkProjectConfig } = await import('../../generator/load/project-config/project-config-check.js')
    for (const [key, given] of Object.entries(values)) {
      for (const value of given) {
        const config = JSON.parse(JSON.stringify({ [key]: value }))
        expect([key, value, validate(config)]).toEqual([key, value, checkProjectConfig(config).length === 0])
      }
    }
  })
})

test('a project is moved with its contract, and checked there', async () => {
  await generate('openapi.yaml', '-o', 'mock')
  mkdirSync('elsewhere')
  for (const name of ['openapi.yaml', 'mock']) renameSync(name, `elsewhere/${name}`)
  expect((await call(['check', 'elsewhere/mock'])).code).toBe(0)
})
