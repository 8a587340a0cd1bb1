// Documents in temporary folders, and what loading them says.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Diagnostic, DiagnosticError } from '../../generator/diagnostics.js'
import { type Loaded, loadDocument } from '../../generator/load/load-document.js'

/** A folder with these files, removed when the test is over. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'mockgen-load-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

/** Loads the first of the files. */
export function load(files: Readonly<Record<string, string | Uint8Array>>): Promise<Loaded> {
  return loadDocument(join(folderWith(files), Object.keys(files)[0] ?? ''))
}

/** What loading refuses, or warns of when it does not. */
export async function diagnosticsOf(loading: Promise<Loaded>): Promise<readonly Diagnostic[]> {
  try {
    return (await loading).warnings
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics
    throw error
  }
}

/** Diagnostics in short: `CODE file:line:column`, the file without its folder. */
export async function summaryOf(loading: Promise<Loaded>): Promise<readonly string[]> {
  return (await diagnosticsOf(loading)).map(({ code, place }) => {
    const file = place?.file.split('/').at(-1)
    return place === undefined ? code : `${code} ${file}:${place.line}:${place.column}`
  })
}

/** A document of OpenAPI 3.0 with these lines of YAML below `paths` and these below `components`. */
export function yaml(paths: string, components = ''): string {
  const head = ['openapi: 3.0.3', 'info: { title: Test, version: "1" }', 'paths:']
  const tail = components === '' ? [] : ['components:', indent(components)]
  return [...head, indent(paths), ...tail, ''].join('\n')
}

function indent(lines: string): string {
  return lines.replace(/^/gm, '  ')
}
