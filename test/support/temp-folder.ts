// Folders that live as long as a test file.
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A new empty folder, removed after the tests of the file. */
export function tempFolder(name = 'mockgen'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
