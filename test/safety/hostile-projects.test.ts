// Projects of hostile documents type-check as strictly as any other, run, and do nothing that their texts say.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadDocument } from '../../generator/load/load-document.js'
import { renderProject } from '../plan/documents.js'
import { tempFolder } from '../support/temp-folder.js'
import { compileProjects, startProjects, writeProjects } from './generated-projects.js'
import { hostileDocument } from './hostile-document.js'
import { payloads } from './payloads.js'

const folder = tempFolder('mockgen-hostile')
const projects = new Map<string, ReadonlyMap<string, string>>()

beforeAll(async () => {
  for (const [index, [, payload]] of payloads.entries()) {
    const file = join(folder, `${index}.json`)
    writeFileSync(file, JSON.stringify(hostileDocument(payload).document))
    projects.set(`project-${index}`, await renderProject((await loadDocument(file)).document))
  }
  writeProjects(folder, projects)
}, 120_000)

test('they compile without an error', () => {
  expect(compileProjects(folder, projects)).toEqual([])
}, 120_000)

test('they start and answer, and none of their texts was run', async () => {
  for (const { name, health, statuses, pwned } of await startProjects(folder, projects)) {
    expect({ name, health, pwned }).toEqual({ name, health: 200, pwned: undefined })
    expect(statuses.filter((status) => status > 0).length, name).toBeGreaterThan(3)
    expect(
      statuses.filter((status) => status >= 500),
      name,
    ).toEqual([])
  }
  expect(existsSync(join(folder, 'pwned'))).toBe(false)
}, 120_000)
