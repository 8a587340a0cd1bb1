// Seeds and made-up data that a mock would refuse: told with their place before anything is written.
import { existsSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { call, notes, useWorkspace } from './workspace.js'

useWorkspace()

const declaring = (entities: string) => `${notes}x-persistence:\n  entities:\n${entities}`
const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const schema = "      schema: '#/components/schemas/Note'\n"
const lineOf = (document: string, text: string) =>
  document.slice(0, document.indexOf(text)).split('\n').length

test.each<[string, string, string]>([
  ['a value of another type', `        - { id: ${id}, text: one }\n        - { text: 7 }\n`, '{ text: 7 }'],
  [
    'a key that is there already',
    `        - { id: ${id}, text: one }\n        - { id: ${id}, text: two }\n`,
    `{ id: ${id}, text: two }`,
  ],
])('%s in an inline seed has its line', async (_title, seed, wrong) => {
  const document = declaring(`    notes:\n${schema}      seed:\n${seed}`)
  writeFileSync('seeded.yaml', document)
  const { code, out } = await call(['validate', 'seeded.yaml'])
  expect(code).toBe(3)
  expect(out).toMatch(
    new RegExp(`^seeded\\.yaml:${lineOf(document, wrong)}:\\d+ error MOCKGEN_SEED seeds\\.notes\\[1\\]`),
  )
})

test('a seed in a file has the line of the file, and generate and serve say so and write nothing', async () => {
  writeFileSync('seed.yaml', `notes:\n  - { text: one }\n  - { text: 7 }\n`)
  writeFileSync('seeded.yaml', `${notes}x-persistence: { seed: seed.yaml }\n`)
  for (const argv of [
    ['validate', 'seeded.yaml'],
    ['generate', 'seeded.yaml', '-o', 'mock'],
    ['serve', 'seeded.yaml', '--port', '0', '--store', 'memory'],
  ]) {
    const { code, out, err } = await call(argv)
    expect(code).toBe(3)
    expect(out + err).toMatch(/seed\.yaml:3:\d+ error MOCKGEN_SEED/)
  }
  expect(existsSync('mock')).toBe(false)
})

test('a reference that nothing is seeded for is told', async () => {
  const document = declaring(
    `    notes:\n${schema}      relationships: { text: { entity: topics } }\n      seed: [{ text: none }]\n    topics: { key: id }\n`,
  )
  writeFileSync('seeded.yaml', document)
  const { code, out } = await call(['validate', 'seeded.yaml'])
  expect(code).toBe(3)
  expect(out).toMatch(/^seeded\.yaml:\d+:\d+ error MOCKGEN_SEED/)
})

test('records that cannot be made up are told at their entity', async () => {
  const document = declaring(
    `    notes:\n${schema}      relationships: { text: { entity: topics, required: true } }\n      generate: { count: 2 }\n    topics: { key: id }\n`,
  )
  writeFileSync('made.yaml', document)
  const { code, out } = await call(['validate', 'made.yaml'])
  expect(code).toBe(3)
  expect(out).toMatch(
    new RegExp(`^made\\.yaml:${lineOf(document, '    notes:\n      schema')}:\\d+ error MOCKGEN_SEED`),
  )
})

test('records that a mock takes are no problem', async () => {
  writeFileSync('seeded.yaml', declaring(`    notes:\n${schema}      seed: [{ text: one }]\n`))
  expect(await call(['validate', 'seeded.yaml'])).toEqual({ code: 0, out: 'no problems found\n', err: '' })
})
