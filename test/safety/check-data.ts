// The text of a document in JSON and YAML: only in strings; and in files that say nothing of the document, nowhere.
import { parse } from 'yaml'

/** Files that hold the document itself. */
const whole: ReadonlySet<string> = new Set(['contract/openapi.json', 'contract/seeds.json'])

const readers: readonly (readonly [ending: string, read: (text: string) => unknown])[] = [
  ['.json', (text) => JSON.parse(text)],
  ['.yml', (text) => parse(text)],
]

/** What is wrong with a file that is no code; `tame` is the same file of a document that says nothing unusual. */
export function dataProblems(path: string, text: string, tame: string): readonly string[] {
  const read = readers.find(([ending]) => path.endsWith(ending))?.[1]
  if (read === undefined) return text === tame ? [] : ['is not the file of every project']
  try {
    const value = read(text)
    return whole.has(path) || shapeOf(value) === shapeOf(read(tame)) ? [] : [`says ${shapeOf(value)}`]
  } catch (error) {
    return [`cannot be read: ${String(error)}`]
  }
}

/** All of a value but the name of the project, which is made of the document's title. */
function shapeOf(value: unknown): string {
  return JSON.stringify(value, (field, child) => (field === 'name' && isName(child) ? 'name' : child))
}

/** What npm and Compose both take for a name. */
function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9][a-z0-9-]{0,99}$/.test(value)
}
