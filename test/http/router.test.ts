import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createRouter, type Route } from '../../runtime/http/router.js'

const get = (...paths: string[]): Route[] => paths.map((path) => ({ method: 'get', path, id: path }))

function outcome(paths: readonly string[], path: string, bases: readonly string[] = []): unknown {
  const match = createRouter(get(...paths), bases).match('GET', path)
  return match.kind === 'found' ? [match.id, { ...match.params }] : match.kind
}

describe('router', () => {
  it.each<[string, { paths: string[]; path: string; bases?: string[]; want: unknown }]>([
    ['finds a literal path', { paths: ['/pets'], path: '/pets', want: ['/pets', {}] }],
    ['finds the root', { paths: ['/'], path: '/', want: ['/', {}] }],
    ['knows no prefix of a path', { paths: ['/pets/all'], path: '/pets', want: 'not-found' }],
    ['knows nothing below a path', { paths: ['/pets'], path: '/pets/1', want: 'not-found' }],
    ['compares case', { paths: ['/pets'], path: '/Pets', want: 'not-found' }],
    ['fills a parameter', { paths: ['/pets/{id}'], path: '/pets/7', want: ['/pets/{id}', { id: '7' }] }],
    [
      'prefers a literal',
      { paths: ['/pets/{id}', '/pets/mine'], path: '/pets/mine', want: ['/pets/mine', {}] },
    ],
    [
      'goes back where the literal branch ends',
      {
        paths: ['/pets/mine/x', '/pets/{id}/y'],
        path: '/pets/mine/y',
        want: ['/pets/{id}/y', { id: 'mine' }],
      },
    ],
    [
      'forgets the values of branches that it left',
      { paths: ['/{a}.x/{b}/1', '/{c}/{d}/2'], path: '/p.x/q/2', want: ['/{c}/{d}/2', { c: 'p.x', d: 'q' }] },
    ],
    [
      'reads several parameters in one segment',
      {
        paths: ['/compare/{base}...{head}'],
        path: '/compare/main...dev',
        want: ['/compare/{base}...{head}', { base: 'main', head: 'dev' }],
      },
    ],
    [
      'gives parameters on the left the most',
      {
        paths: ['/{page}.{format}'],
        path: '/a.b.png',
        want: ['/{page}.{format}', { page: 'a.b', format: 'png' }],
      },
    ],
    [
      'splits adjacent parameters without leaving one empty',
      { paths: ['/{a}{b}'], path: '/xyz', want: ['/{a}{b}', { a: 'xy', b: 'z' }] },
    ],
    ['needs all parameters', { paths: ['/{a}...{b}'], path: '/x...', want: 'not-found' }],
    ['reads a suffix', { paths: ['/{id}.json'], path: '/7.json', want: ['/{id}.json', { id: '7' }] }],
    [
      'reads a prefix',
      { paths: ['/v{version}/x'], path: '/v2/x', want: ['/v{version}/x', { version: '2' }] },
    ],
    [
      'reads a custom method',
      {
        paths: ['/items/{id}', '/items/{id}:activate'],
        path: '/items/7:activate',
        want: ['/items/{id}:activate', { id: '7' }],
      },
    ],
    [
      'prefers more literal characters',
      { paths: ['/{a}.gz', '/{a}.tar.gz'], path: '/x.tar.gz', want: ['/{a}.tar.gz', { a: 'x' }] },
    ],
    [
      'takes parentheses as they are',
      { paths: ["/Users('{id}')", '/count()'], path: "/Users('7')", want: ["/Users('{id}')", { id: '7' }] },
    ],
    ['takes hyphens in names', { paths: ['/{org-id}'], path: '/7', want: ['/{org-id}', { 'org-id': '7' }] }],
    [
      'takes any name',
      {
        paths: ['/{__proto__}'],
        path: '/7',
        want: ['/{__proto__}', Object.fromEntries([['__proto__', '7']])],
      },
    ],
    ['takes lone braces literally', { paths: ['/{a/b}'], path: '/%7Ba/b%7D', want: ['/{a/b}', {}] }],
    ['returns values raw', { paths: ['/{a}'], path: '/x%2Fy%20z', want: ['/{a}', { a: 'x%2Fy%20z' }] }],
    ['compares literals decoded', { paths: ['/a b/é'], path: '/a%20b/%C3%A9', want: ['/a b/é', {}] }],
    ['reads encoded literals of the document', { paths: ['/a%20b'], path: '/a%20b', want: ['/a%20b', {}] }],
    [
      'finds encoded literals beside parameters, and keeps the values raw',
      {
        paths: ['/{id}:go'],
        path: '/%C3%A9%20%F0%9F%98%80%3Ago',
        want: ['/{id}:go', { id: '%C3%A9%20%F0%9F%98%80' }],
      },
    ],
    [
      'takes escapes that are not UTF-8 as they are',
      { paths: ['/{id}:go'], path: '/%FF%3A:go', want: ['/{id}:go', { id: '%FF%3A' }] },
    ],
    ['needs something in a parameter', { paths: ['/pets/{id}'], path: '/pets/', want: 'not-found' }],
    ['keeps empty segments', { paths: ['/a//b'], path: '/a//b', want: ['/a//b', {}] }],
    ['does not skip empty segments', { paths: ['/a/b'], path: '/a//b', want: 'not-found' }],
    ['tells trailing slashes apart', { paths: ['/a', '/a/'], path: '/a/', want: ['/a/', {}] }],
    ['accepts a slash too many', { paths: ['/a/{b}'], path: '/a/1/', want: ['/a/{b}', { b: '1' }] }],
    ['accepts a missing slash', { paths: ['/a/{b}/'], path: '/a/1', want: ['/a/{b}/', { b: '1' }] }],
    [
      'ignores what follows # and ?',
      { paths: ['/a/{b}#two', '/q?x={y}'], path: '/a/1', want: ['/a/{b}#two', { b: '1' }] },
    ],
    ['takes the first of equal paths', { paths: ['/a#one', '/a', '/a?b'], path: '/a', want: ['/a#one', {}] }],
    ['ignores a base path', { paths: ['/a'], path: '/api/v3/a', bases: ['/api/v3/'], want: ['/a', {}] }],
    [
      'ignores the longest base path',
      { paths: ['/{x}'], path: '/api/v3/a', bases: ['/api', '/api/v3'], want: ['/{x}', { x: 'a' }] },
    ],
    [
      'prefers the path as it stands',
      { paths: ['/api/a', '/a'], path: '/api/a', bases: ['/api'], want: ['/api/a', {}] },
    ],
    ['finds the root at a base path', { paths: ['/'], path: '/api', bases: ['/api'], want: ['/', {}] }],
    [
      'does not cut words at a base path',
      { paths: ['/x'], path: '/apix', bases: ['/api'], want: 'not-found' },
    ],
    ['knows nothing that is no path', { paths: ['/'], path: '*', want: 'not-found' }],
  ])('%s', (_, { paths, path, bases, want }) => {
    expect(outcome(paths, path, bases)).toEqual(want)
  })

  it('shares templates that differ in names, and keeps the names of each method', () => {
    const router = createRouter([
      { method: 'get', path: '/Files/{FileId}', id: 'read' },
      { method: 'put', path: '/Files/{FolderId}', id: 'write' },
      { method: 'get', path: '/Files/{Other}', id: 'never' },
    ])
    expect(router.match('GET', '/Files/1')).toMatchObject({ id: 'read', params: { FileId: '1' } })
    expect(router.match('PUT', '/Files/1')).toMatchObject({ id: 'write', params: { FolderId: '1' } })
  })

  it('answers HEAD by GET unless the contract has HEAD', () => {
    const router = createRouter([...get('/a', '/b'), { method: 'head', path: '/b', id: 'own' }])
    expect(router.match('HEAD', '/a')).toMatchObject({ id: '/a' })
    expect(router.match('HEAD', '/b')).toMatchObject({ id: 'own' })
  })

  it('lists the methods of a path', () => {
    const router = createRouter([...get('/a/{b}'), { method: 'post', path: '/a/{b}', id: 'post' }])
    const allow = ['GET', 'HEAD', 'OPTIONS', 'POST']
    expect(router.match('DELETE', '/a/1')).toEqual({ kind: 'method-not-allowed', allow })
  })

  it('looks for the method behind a more specific path', () => {
    const router = createRouter([...get('/users/me'), { method: 'patch', path: '/users/{id}', id: 'patch' }])
    expect(router.match('PATCH', '/users/me')).toMatchObject({ id: 'patch', params: { id: 'me' } })
    const allow = ['GET', 'HEAD', 'OPTIONS', 'PATCH']
    expect(router.match('PUT', '/users/me')).toEqual({ kind: 'method-not-allowed', allow })
  })

  it('gives parameters no prototype', () => {
    const match = createRouter(get('/{a}')).match('GET', '/1')
    expect(match.kind === 'found' && match.params.constructor).toBe(undefined)
  })

  it('survives paths of any length and bytes', () => {
    const router = createRouter(get('/{a}', '/{a}-{b}:x', `${'/x'.repeat(1_000)}`))
    const hostile = [
      '/'.repeat(16_000),
      '/%'.repeat(8_000),
      `/${'%FF'.repeat(5_000)}:x`,
      `/${'-:x'.repeat(5_000)}%`,
    ]
    for (const path of hostile) expect(['found', 'not-found']).toContain(router.match('GET', path).kind)
  })

  const corpus =
    process.env.MOCKGEN_CORPUS ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url))
  const github = `${corpus}/github-api.min.oas30.json`

  it.skipIf(!existsSync(github))('finds every operation of the big document (needs the corpus)', () => {
    const { paths } = JSON.parse(readFileSync(github, 'utf8'))
    const routes = Object.keys(paths).flatMap((path) =>
      Object.keys(paths[path])
        .filter((method) => ['get', 'put', 'post', 'delete', 'patch'].includes(method))
        .map((method) => ({ method, path, id: `${method} ${path}` })),
    )
    const router = createRouter(routes)
    const missed = routes.filter(({ method, path, id }) => {
      const match = router.match(method.toUpperCase(), path.replace(/\{([^}]+)\}/g, 'a-$1'))
      return match.kind !== 'found' || match.id !== id
    })
    expect(routes.length).toBeGreaterThan(1_000)
    expect(missed).toEqual([])
  })
})
