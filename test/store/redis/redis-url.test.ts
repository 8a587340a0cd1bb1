// URLs of Redis: every form that is understood, and what is said about the others.
import { describe, expect, it } from 'vitest'
import { parseRedisUrl } from '../../../runtime/store/redis/redis-url.js'

const host = (name: string, port: number) => ({ host: name, port })
const none = {}

describe('The URL of Redis', () => {
  it.each([
    [
      'redis://localhost',
      {
        mode: 'standalone',
        tls: false,
        credentials: none,
        endpoint: host('localhost', 6379),
        db: 0,
        waitForReplicas: 0,
      },
    ],
    [
      'redis://127.0.0.1:7000/3',
      {
        mode: 'standalone',
        tls: false,
        credentials: none,
        endpoint: host('127.0.0.1', 7000),
        db: 3,
        waitForReplicas: 0,
      },
    ],
    [
      'rediss://ann:s%40c%2Fret@[::1]:7000',
      {
        mode: 'standalone',
        tls: true,
        credentials: { username: 'ann', password: 's@c/ret' },
        endpoint: host('::1', 7000),
        db: 0,
        waitForReplicas: 0,
      },
    ],
    [
      'REDIS://:p:q@h/',
      {
        mode: 'standalone',
        tls: false,
        credentials: { password: 'p:q' },
        endpoint: host('h', 6379),
        db: 0,
        waitForReplicas: 0,
      },
    ],
    [
      'redis://h/1?waitForReplicas=2',
      {
        mode: 'standalone',
        tls: false,
        credentials: none,
        endpoint: host('h', 6379),
        db: 1,
        waitForReplicas: 2,
      },
    ],
    [
      'redis+sentinel://a,b:1/main/2?sentinelUsername=u&sentinelPassword=p%26q',
      {
        mode: 'sentinel',
        tls: false,
        credentials: none,
        sentinels: [host('a', 26379), host('b', 1)],
        name: 'main',
        db: 2,
        waitForReplicas: 0,
        sentinelCredentials: { username: 'u', password: 'p&q' },
      },
    ],
    [
      'rediss+cluster://u:p@a:1,b:2,c',
      {
        mode: 'cluster',
        tls: true,
        credentials: { username: 'u', password: 'p' },
        nodes: [host('a', 1), host('b', 2), host('c', 6379)],
      },
    ],
  ])('%s is understood', (given, want) => {
    expect(parseRedisUrl(given)).toEqual(want)
  })

  it.each([
    [''],
    ['localhost:6379'],
    ['http://localhost'],
    ['redis+other://h'],
    ['redis://'],
    ['redis://a,b'],
    ['redis://h:0'],
    ['redis://h:65536'],
    ['redis://h:port'],
    ['redis://h/one'],
    ['redis://h/1/2'],
    ['redis://h?db=1'],
    ['redis://h?waitForReplicas=many'],
    ['redis+cluster://h?waitForReplicas=1'],
    ['redis://u:100%@h'],
    ['redis+sentinel://a:1'],
    ['redis+cluster://a:1/1'],
    ['redis+cluster://a:1,'],
    ['redis://h\n'.concat('x')],
  ])('%j is refused', (given) => {
    expect(() => parseRedisUrl(given)).toThrow(
      expect.objectContaining({
        code: 'MOCK_STORE_SETTING_INVALID',
        remedy: expect.stringContaining('redis://'),
      }),
    )
  })

  it.each([['redis://ann:secret@h:port'], ['redis://ann:secret@a,b'], ['redis://ann:sec%ret@h']])(
    'never shows the password of %s',
    (given) => {
      expect(() => parseRedisUrl(given)).toThrow(expect.not.objectContaining({ message: /sec/ }))
      expect.assertions(2)
      try {
        parseRedisUrl(given)
      } catch (error) {
        expect(String(error)).not.toMatch(/sec/)
      }
    },
  )
})
