// Dates and times that are judged at a glance: never more generously than by the format itself.
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { isPlainDate, isPlainDateTime } from '../../runtime/contract/validation/plain-times.js'

const plainTexts: readonly [string, { given: (text: string) => boolean; want: readonly string[] }][] = [
  ['dates that every month has', { given: isPlainDate, want: ['2024-09-12', '0000-01-01', '9999-12-28'] }],
  [
    'date-times in UTC',
    {
      given: isPlainDateTime,
      want: ['2024-09-12T08:09:10Z', '2024-02-28T23:59:59.999Z', '2024-01-01T00:00:00.123456789Z'],
    },
  ],
]

describe('a glance', () => {
  test.each(plainTexts)('recognises %s', (_title, { given, want }) => {
    expect(want.filter((text) => !given(text))).toEqual([])
  })

  test.each([
    ['date', isPlainDate, '2024-02-28'],
    ['date-time', isPlainDateTime, '2024-09-12T08:59:10.5Z'],
  ] as const)('takes nothing for a %s that the format refuses', (name, isPlain, text) => {
    const changed = [...variantsOf(text)].flatMap((variant) => [...variantsOf(variant)])
    const accepted = changed.filter(isPlain)
    expect(accepted.length).toBeGreaterThan(10)
    expect(accepted.filter((variant) => !isOfFormat(name, variant))).toEqual([])
  })

  test('leaves to the format what is not plain', () => {
    const others = [
      '2024-02-29',
      '2024-1-01',
      '',
      '2024-09-12T08:09:60Z',
      '2024-09-12t08:09:10z',
      '2024-09-12T08:09:10.Z',
    ]
    expect(others.filter((text) => isPlainDate(text) || isPlainDateTime(text))).toEqual([])
  })
})

// Each character left out, doubled, or another one.
function* variantsOf(text: string): Iterable<string> {
  for (let i = 0; i <= text.length; i++) {
    const [before, after] = [text.slice(0, i), text.slice(i + 1)]
    yield before + after
    for (const other of ['0', '2', '3', '6', '9', '-', ':', '.', 'T', 'Z', '+', ' ', '٣']) {
      yield before + other + after
      yield before + other + text.slice(i)
    }
  }
}

function isOfFormat(name: 'date' | 'date-time', text: string): boolean {
  const format = formats.default.get(name)
  const judge: unknown = typeof format === 'object' && 'validate' in format ? format.validate : undefined
  return typeof judge === 'function' && judge(text) === true
}
