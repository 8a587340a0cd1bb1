import { describe, expect, test } from 'vitest'
import { isJsonMediaType, matchMediaType, parseMediaType } from '../../runtime/media-types.js'

describe('matching a Content-Type', () => {
  const declared = (...types: readonly string[]) => types.map((mediaType) => ({ mediaType }))

  test.each<[string, { given: [string, string[]]; want: string | undefined }]>([
    ['takes the same type', { given: ['text/plain', ['*/*', 'text/plain']], want: 'text/plain' }],
    [
      'ignores parameters and case',
      { given: ['Application/JSON; charset=utf-8', ['application/json']], want: 'application/json' },
    ],
    [
      'ignores declared parameters',
      { given: ['text/plain', ['text/plain; charset=utf-8']], want: 'text/plain; charset=utf-8' },
    ],
    [
      'prefers a suffix range to a type range',
      {
        given: ['application/vnd.x+json', ['application/*', 'application/*+json']],
        want: 'application/*+json',
      },
    ],
    [
      'takes the type of the suffix',
      { given: ['application/vnd.x+json', ['*/*', 'application/json']], want: 'application/json' },
    ],
    ['takes a type range', { given: ['image/png', ['*/*', 'image/*']], want: 'image/*' }],
    ['takes the range of all', { given: ['a/b', ['*/*']], want: '*/*' }],
    ['finds nothing for another type', { given: ['text/html', ['application/json']], want: undefined }],
    ['finds nothing for malformed text', { given: ['json', ['*/*']], want: undefined }],
  ])('%s', (_, { given: [contentType, types], want }) => {
    expect(matchMediaType(contentType, declared(...types))?.mediaType).toBe(want)
  })

  test('reads parameters, quoted or not', () => {
    const parameters = parseMediaType('multipart/form-data; boundary="a \\"b"; Charset=utf-8')?.parameters
    expect(parameters).toEqual(
      new Map([
        ['boundary', 'a "b'],
        ['charset', 'utf-8'],
      ]),
    )
  })

  test.each([
    ['application/json', true],
    ['application/problem+json; charset=utf-8', true],
    ['text/json', true],
    ['application/xml', false],
    ['*/*', false],
    ['jsonp', false],
  ])('%s is JSON: %s', (text, want) => {
    expect(isJsonMediaType(text)).toBe(want)
  })
})
