import { describe, expect, it } from 'vitest'
import { negotiate } from '../../runtime/http/negotiate.js'

const json = 'application/json'

describe('negotiate', () => {
  it.each<[string, { accept: string | undefined; offered: string[]; want: string | undefined }]>([
    ['takes the first without a header', { accept: undefined, offered: [json, 'text/plain'], want: json }],
    ['takes the first for anything', { accept: '*/*', offered: [json, 'text/plain'], want: json }],
    ['takes the first for a header without ranges', { accept: ' , x', offered: [json], want: json }],
    ['takes nothing when nothing is offered', { accept: json, offered: [], want: undefined }],
    ['finds an exact type', { accept: 'text/plain', offered: [json, 'text/plain'], want: 'text/plain' }],
    ['ignores case', { accept: 'Text/PLAIN', offered: ['text/plain'], want: 'text/plain' }],
    ['refuses what does not fit', { accept: 'text/html', offered: [json], want: undefined }],
    [
      'follows the quality',
      { accept: `text/plain;q=0.5, ${json};q=0.8`, offered: ['text/plain', json], want: json },
    ],
    [
      'breaks ties by the order offered',
      { accept: `text/plain, ${json}`, offered: [json, 'text/plain'], want: json },
    ],
    ['knows wildcards of subtypes', { accept: 'text/*', offered: [json, 'text/csv'], want: 'text/csv' }],
    [
      'lets the closest range decide',
      {
        accept: 'text/*;q=0.9, text/html;q=0.1, */*;q=0.5',
        offered: ['text/html', json, 'text/csv'],
        want: 'text/csv',
      },
    ],
    [
      'excludes with quality 0',
      { accept: `${json};q=0, */*`, offered: [json, 'text/csv'], want: 'text/csv' },
    ],
    [
      'reads what browsers send',
      {
        accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
        offered: [json],
        want: json,
      },
    ],
    [
      'reads what axios sends',
      { accept: `${json}, text/plain, */*`, offered: ['text/plain', json], want: 'text/plain' },
    ],
    [
      'takes JSON for a vendor type',
      { accept: 'application/vnd.github+json', offered: ['text/html', json], want: json },
    ],
    [
      'takes a vendor type for JSON',
      { accept: json, offered: ['application/hal+json'], want: 'application/hal+json' },
    ],
    [
      'compares parameters',
      {
        accept: 'text/plain;version=2',
        offered: ['text/plain; version=1', 'text/plain; Version="2"'],
        want: 'text/plain; Version="2"',
      },
    ],
    [
      'takes JSON for itself with parameters that nobody declared, before types that stand for it',
      {
        accept: `${json};version=2`,
        offered: ['application/vnd.api+json', json],
        want: json,
      },
    ],
    [
      'does not take JSON for another one of its versions',
      { accept: `${json};version=2`, offered: [`${json};version=1`], want: undefined },
    ],
    [
      'offers types with parameters for those without',
      { accept: json, offered: [`${json}; charset=utf-8`], want: `${json}; charset=utf-8` },
    ],
    ['offers ranges', { accept: 'image/png', offered: ['image/*'], want: 'image/*' }],
    ['offers anything', { accept: 'image/png', offered: ['*/*'], want: '*/*' }],
    ['reads a lone asterisk', { accept: 'text/html, *; q=.2', offered: [json], want: json }],
    ['reads broken qualities as 1', { accept: `${json};q=high`, offered: [json], want: json }],
  ])('%s', (_, { accept, offered, want }) => {
    expect(negotiate(accept, offered)).toBe(want)
  })
})
