// The schema of `mockgen.json` as a project has it: a copy, so that editors find it without mockgen and without a network.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readOwnPackage } from '../own-package.js'

/** The schema that this installation ships, on one line: nobody reads it, and every project has it. */
export function renderProjectSchema(): string {
  const file = join(readOwnPackage().root, 'schema', 'mockgen.schema.json')
  return `${JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))}\n`
}
