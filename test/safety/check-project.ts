// Proves of a generated project that its document's text is data in it, by the syntax of every file.
import { codeProblems } from './check-code.js'
import { dataProblems } from './check-data.js'
import { markdownProblems } from './check-markdown.js'

/** What a project is checked against. */
export interface ProjectCheck {
  /** The files as text, by path. */
  readonly files: ReadonlyMap<string, string>
  /** Words that occur in the document and in nothing that mockgen writes by itself. */
  readonly markers: readonly string[]
  /** The files of a project of the same shape whose document says nothing unusual. */
  readonly tame: ReadonlyMap<string, string>
}

/** What is wrong, each with its file; empty for a project in which all text of the document is data. */
export function projectProblems({ files, markers, tame }: ProjectCheck): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    if (path.endsWith('.tgz')) return []
    const other = tame.get(path) ?? ''
    const problems = path.endsWith('.ts')
      ? codeProblems(text, markers)
      : path.endsWith('.md')
        ? markdownProblems(text, markers, other)
        : dataProblems(path, text, other)
    return problems.map((problem) => `${path}: ${problem}`)
  })
}

/** Which markers stand nowhere in a project except in the contract itself. */
export function unseenMarkers(
  files: ReadonlyMap<string, string>,
  markers: readonly string[],
): readonly string[] {
  const texts = [...files]
    .filter(([path]) => path !== 'contract/openapi.json')
    .map(([, text]) => text.toLowerCase())
  return markers.filter((marker) => !texts.some((text) => text.includes(marker.toLowerCase())))
}
