// Generating again without a change writes nothing: no file and no folder has another time afterwards.
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check, generate } from '../../generator/index.js'
import { exampleDocument } from '../support/open-mock.js'
import { tempFolder } from '../support/temp-folder.js'

/** When each file and folder last had its content or its name changed. */
function times(folder: string): ReadonlyMap<string, readonly bigint[]> {
  const paths = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]
  return new Map(
    paths.map((path) => {
      const { ino, mtimeNs, ctimeNs } = lstatSync(join(folder, path), { bigint: true })
      return [path, [ino, mtimeNs, ctimeNs]]
    }),
  )
}

test('generating and checking again touch no file', async () => {
  const output = join(tempFolder('mockgen-unchanged'), 'mock')
  const options = { contract: exampleDocument('bookstore'), output, runtime: 'registry' }
  const { files: written } = await generate(options)
  const before = times(output)
  expect(before.size).toBeGreaterThan(written.created.length)
  const { files } = await generate(options)
  expect(files).toMatchObject({ created: [], updated: [], removed: [] })
  expect(await check(options)).toMatchObject({ fresh: true, differences: [] })
  expect(times(output)).toEqual(before)
})
