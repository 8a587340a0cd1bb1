// The check itself: it finds text that has left its place in each kind of file.
import { describe, expect, test } from 'vitest'
import { projectProblems } from './check-project.js'

const markers = ['MarkSink']
const tame = new Map([
  ['a.ts', ''],
  ['README.md', '# Mock of it\n\n| a | b |\n'],
  ['package.json', '{"name":"a-mock","scripts":{"start":"node"}}'],
  ['docker-compose.yml', 'name: a-mock\nservices: {}\n'],
  ['Dockerfile', 'FROM node\n'],
])

function problems(path: string, text: string): number {
  return projectProblems({ files: new Map([[path, text]]), markers, tame }).length
}

describe('text that is only data passes', () => {
  test.each([
    ['a.ts', `const a = 'MarkSink' // MarkSink`],
    ['a.ts', `const a = { MarkSink: 1, 'MarkSink ': 2 } /* MarkSink */`],
    ['a.ts', `interface A { "MarkSink"?: "MarkSink" }`],
    ['a.ts', `const markSink = pick('MarkSink')\nf(markSink)`],
    ['README.md', '# Mock of MarkSink \\*x\\*\n\n| `MarkSink *` | b |\n'],
    ['package.json', '{"name":"marksink-mock","scripts":{"start":"node"}}'],
    ['Dockerfile', 'FROM node\n'],
  ])('%s: %s', (path, text) => expect(problems(path, text)).toBe(0))
})

describe('text that has left its place is found', () => {
  test.each([
    ['a.ts', `const a = 'x' + MarkSink`],
    ['a.ts', `const a = 'MarkSink'; globalThis.pwned = 1`],
    ['a.ts', 'const a = `MarkSink`'],
    ['a.ts', 'const a = /MarkSink/'],
    ['a.ts', `/* x */ MarkSink /* */`],
    ['a.ts', `const a = 'MarkSink`],
    ['a.ts', `// MarkSink \u202e`],
    ['README.md', '# Mock of MarkSink *x*\n\n| a | b |\n'],
    ['README.md', '# Mock of MarkSink\n\n| MarkSink | b | c |\n'],
    ['README.md', '# Mock of <b>MarkSink</b>\n\n| a | b |\n'],
    ['README.md', '# Mock of MarkSink\n\nMarkSink\n| a | b |\n'],
    ['package.json', '{"name":"a-mock","scripts":{"start":"node","x":"MarkSink"}}'],
    ['package.json', '{"name":"../x","scripts":{"start":"node"}}'],
    ['docker-compose.yml', 'name: a-mock\nservices: {MarkSink: {}}\n'],
    ['Dockerfile', 'FROM node\nRUN MarkSink\n'],
  ])('%s: %s', (path, text) => expect(problems(path, text)).toBeGreaterThan(0))
})
