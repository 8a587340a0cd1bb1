// Documents with overlays in temporary folders.
import { join } from 'node:path'
import type { Json, JsonObject } from '@mockgen/runtime'
import { type Loaded, type LoadOptions, loadDocument } from '../../generator/load/load-document.js'
import { atPointer } from '../../runtime/json.js'
import { folderWith } from './folder.js'

/** Loads `openapi.yaml` of these files with the overlays among them, whose names begin with `overlay`, in their order. */
export function loadOverlaid(
  files: Readonly<Record<string, string>>,
  options: LoadOptions = {},
): Promise<Loaded> {
  const folder = folderWith(files)
  const overlays = Object.keys(files).filter((name) => name.startsWith('overlay'))
  return loadDocument(join(folder, 'openapi.yaml'), {
    overlays: overlays.map((name) => join(folder, name)),
    ...options,
  })
}

/** An overlay of version 1.1 with these actions, each on lines of its own from the third line on. */
export function overlay(actions: readonly JsonObject[], version = '1.1.0'): string {
  const lines = actions.map((action) => `- ${JSON.stringify(action)}`)
  return [`overlay: ${version}`, 'info: { title: Test, version: "1" }', 'actions:', ...lines, ''].join('\n')
}

/** The value at a JSON pointer of the loaded document. */
export async function valueAt(loading: Promise<Loaded>, pointer: string): Promise<Json | undefined> {
  return atPointer((await loading).document.document, pointer)
}
