// Encoders: whatever a document says, in generated files it is data.
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import {
  commentText,
  fileName,
  identifier,
  jsonString,
  markdownCode,
  markdownText,
  propertyName,
  stringLiteral,
} from '../../generator/render/encode.js'

const nasty = [
  "it's",
  'back\\slash',
  `\`\${globalThis.pwned = 1}\``,
  "'); globalThis.pwned = 1; ('",
  'line\nfeed\r\nreturn\rtab\t',
  'separators \u2028 \u2029',
  'nul \u0000 bell \u0007 delete \u007f',
  'lone \ud800 and \udc00 surrogates',
  'right-to-left \u202e override',
  '<%= it %> <% } %>',
  '__proto__',
  '',
  'Pokémon 🐕‍🦺',
]

describe('string literals', () => {
  test.each(nasty)('%j is read back as it was', (text) => {
    const literal = stringLiteral(text)
    expect(onlyLiteral(literal)).toBe(text)
    expect(literal).toMatch(/^(['"])[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]*\1$/u)
  })
})

describe('property names', () => {
  test.each([
    ['name', { want: 'name' }],
    ['$ref', { want: '$ref' }],
    ['class', { want: 'class' }],
    ['x-rate', { want: "'x-rate'" }],
    ['200', { want: "'200'" }],
    ['', { want: "''" }],
    ['__proto__', { want: "['__proto__']" }],
    ["a']: 1, ['b", { want: '"a\']: 1, [\'b"' }],
    [`a']: "1", ['b`, { want: `'a\\']: "1", [\\'b'` }],
  ])('%s', (given, { want }) => {
    expect(propertyName(given)).toBe(want)
  })
})

describe('identifiers', () => {
  test.each([
    ['createBook', { want: 'createBook' }],
    ['find pet by id', { want: 'findPetById' }],
    ['spotify-get-album', { want: 'spotifyGetAlbum' }],
    ['repos/list-for-org', { want: 'reposListForOrg' }],
    ['URL', { want: 'url' }],
    ['delete', { want: 'delete_' }],
    ['2fa', { want: '_2fa' }],
    ['*/ alert(1) /*', { want: 'alert1' }],
    ['ペット', { want: 'fallback' }],
  ])('%s', (given, { want }) => {
    expect(identifier(given, 'fallback')).toBe(want)
  })
})

describe('file names', () => {
  test.each([
    ['createBook', { want: 'create-book' }],
    ['../../etc/passwd', { want: 'etc-passwd' }],
    ['..', { want: 'fallback' }],
    ['a\u0000b', { want: 'a-b' }],
    ['x'.repeat(300), { want: 'x'.repeat(80) }],
  ])('%s', (given, { want }) => {
    expect(fileName(given, 'fallback')).toBe(want)
  })
})

describe('comments', () => {
  test.each(nasty.concat('*/ globalThis.pwned = 1 /*', '**//', '/', '*'))(
    '%j stays inside its comment',
    (text) => {
      const encoded = commentText(text)
      expect(statements(`/** ${encoded} */`)).toBe(0)
      expect(statements(`// ${encoded}\n`)).toBe(0)
    },
  )

  test('a long text is cut between characters', () => {
    const cut = commentText('🐕'.repeat(300))
    expect([...cut]).toHaveLength(200)
    expect(cut).toMatch(/^🐕+…$/u)
  })
})

describe('Markdown', () => {
  test.each([
    ['a | b', { want: 'a \\| b' }],
    ['<img src=x onerror=alert(1)>', { want: '\\<img src=x onerror=alert(1)\\>' }],
    ['[x](javascript:y) `z` *w*', { want: '\\[x\\](javascript:y) \\`z\\` \\*w\\*' }],
    ['two\n\n# lines', { want: 'two \\# lines' }],
  ])('text: %s', (given, { want }) => {
    expect(markdownText(given)).toBe(want)
  })

  test.each([
    ['GET /pets', { want: '`GET /pets`' }],
    ['a`b``c', { want: '```a`b``c```' }],
    ['`', { want: '`` ` ``' }],
    ['a|b', { want: '`a\\|b`' }],
    ['a\n| b |', { want: '`a \\| b \\|`' }],
  ])('code: %s', (given, { want }) => {
    expect(markdownCode(given)).toBe(want)
  })
})

describe('JSON strings', () => {
  test.each(nasty)('%j is read back as it was', (text) => {
    const encoded = jsonString(text)
    expect(JSON.parse(encoded)).toBe(text)
    expect(encoded).toMatch(/^"[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*"$/u)
  })
})

/** The value of source text that is one string literal and nothing else. */
function onlyLiteral(text: string): string | undefined {
  const [statement, ...others] = parse(`(${text})`).statements
  expect(others).toEqual([])
  if (statement === undefined || !ts.isExpressionStatement(statement)) return undefined
  const { expression } = statement
  if (!ts.isParenthesizedExpression(expression) || !ts.isStringLiteral(expression.expression))
    return undefined
  return expression.expression.text
}

function statements(text: string): number {
  return parse(text).statements.length
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('given.ts', text, ts.ScriptTarget.ES2023)
}
