// The text of a document in Markdown: only as text and in code, with nothing in it that Markdown or HTML would act on.
import { codeProblems } from './check-code.js'

/** What begins something in Markdown or HTML when no backslash stands before it; bare addresses become links on GitHub. */
const active = /[`*_[\]<>#~&!]|:\/\/|www\.|@/

/** `tame` is the same file of a document that says nothing unusual; both must have the same lines, cells and blocks. */
export function markdownProblems(text: string, markers: readonly string[], tame: string): readonly string[] {
  const blocks = blocksOf(text)
  const problems = blocks.code.flatMap((code) => codeProblems(code, markers))
  const shape = blocks.lines.map(shapeOf)
  const wanted = blocksOf(tame).lines.map(shapeOf)
  const other = shape.findIndex((line, index) => line !== wanted[index])
  if (other !== -1 || shape.length !== wanted.length)
    problems.push(`line ${other} is ${shape[other]}, and not ${wanted[other]}: ${blocks.lines[other]}`)
  for (const line of blocks.lines) {
    if (!markers.some((marker) => line.includes(marker))) continue
    const found = active.exec(plainOf(line.replace(/^#+ /, '')))
    if (found !== null) problems.push(`${JSON.stringify(found[0])} is active in ${JSON.stringify(line)}`)
  }
  return problems
}

/** Lines outside code blocks, with the language of each block in its place; and the TypeScript in blocks. */
function blocksOf(text: string): { readonly lines: readonly string[]; readonly code: readonly string[] } {
  const lines: string[] = []
  const code: string[] = []
  const outside = text.replaceAll(/^```(\w*)\n([\s\S]*?)^```$/gm, (_, language: string, content: string) => {
    if (language === 'ts') code.push(content)
    return `block of ${language}`
  })
  lines.push(...outside.split('\n'))
  return { lines, code }
}

/** What kind of line it is, and how many cells it has. */
function shapeOf(line: string): string {
  const start = /^(?:#+ |\||block of \w*|$)/.exec(line)?.[0] ?? 'text'
  return line.startsWith('|') ? `${line.replaceAll(/\\\|/g, '').split('|').length} cells` : start
}

/** The line without code spans, which begin and end with equally many backticks, and without what is escaped. */
function plainOf(line: string): string {
  let plain = ''
  for (let at = 0; at < line.length; ) {
    const ticks = /^`+/.exec(line.slice(at))?.[0] ?? ''
    const end = ticks === '' ? -1 : closing(line, at + ticks.length, ticks)
    if (line[at] === '\\') at += 2
    else if (end !== -1) at = end
    else plain += line[at++]
  }
  return plain
}

function closing(line: string, from: number, ticks: string): number {
  for (const { index, 0: run } of line.slice(from).matchAll(/`+/g)) {
    if (run === ticks) return from + index + run.length
  }
  return -1
}
