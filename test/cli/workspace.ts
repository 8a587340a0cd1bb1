// A temporary folder with a contract in it, which is the current one while a test runs.
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { run } from '../../bin/cli.js'
import { type FakeOptions, fakeTerminal } from './fake-terminal.js'

/** A collection, its items, and one operation that keeps nothing. */
export const notes = `openapi: 3.0.3
info: { title: Notes, version: 1.2.0 }
paths:
  /notes:
    get:
      operationId: listNotes
      responses:
        '200':
          description: All notes
          content:
            application/json:
              schema: { type: array, items: { $ref: '#/components/schemas/Note' } }
    post:
      operationId: createNote
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } }
      responses:
        '201':
          description: The note
          content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } }
  /notes/{noteId}:
    parameters:
      - { name: noteId, in: path, required: true, schema: { type: string } }
    get:
      operationId: getNote
      responses:
        '200':
          description: The note
          content: { application/json: { schema: { $ref: '#/components/schemas/Note' } } }
    delete:
      operationId: deleteNote
      responses: { '204': { description: Gone } }
  /ping:
    get:
      operationId: ping
      responses: { '200': { description: Pong } }
components:
  schemas:
    Note:
      type: object
      required: [id, text]
      properties:
        id: { type: string, format: uuid, readOnly: true }
        text: { type: string, maxLength: 100 }
`

/** The same with an error, a reference that leads nowhere, and a warning, a path parameter that is not declared. */
export const broken = notes
  .replace("items: { $ref: '#/components/schemas/Note' }", "items: { $ref: '#/components/schemas/Missing' }")
  .replace('/ping:', '/ping/{undeclared}:')

/** Makes a folder before each test, enters it, and removes it afterwards; `openapi.yaml` and `broken.yaml` are there. */
export function useWorkspace(): void {
  const before = process.cwd()
  let folder: string
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'mockgen-cli-')))
    process.chdir(folder)
    writeFileSync('openapi.yaml', notes)
    writeFileSync('broken.yaml', broken)
  })
  afterEach(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true, force: true })
  })
}

/** Runs the command line inside the test. */
export async function call(argv: readonly string[], options?: FakeOptions) {
  const terminal = fakeTerminal(options)
  const code = await run(argv, terminal)
  return { code, ...terminal.written }
}
