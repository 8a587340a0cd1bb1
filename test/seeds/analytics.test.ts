// Analytics: page views that are counted once, key numbers from the cache, on every engine.
import { expect, it } from 'vitest'
import {
  analytics,
  analyticsInSnake,
  bearer,
  cachePrefix,
  cacheTtl,
  idempotencyTtl,
  keyed,
  keyNumbers,
  pageview,
} from './support/analytics.js'
import { sectionsOf } from './support/sections.js'

const describeSection = sectionsOf('analytics')
const bothSpellings = { camel: analytics(), snake: analyticsInSnake() }

describeSection('Setup > 2. Environment Configuration', bothSpellings, (open) => {
  it('remembers a key for 24 hours, and takes it for a new one then', async () => {
    const api = open()
    await api.freeze()
    const first = await api.post('/track/pageview', pageview, keyed('view'))
    await api.advance(idempotencyTtl - 1)
    const again = await api.post('/track/pageview', pageview, keyed('view'))
    expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([
      201,
      first.body,
      'true',
    ])
    await api.advance(1)
    const later = await api.post('/track/pageview', pageview, keyed('view'))
    expect([later.status, later.headers.get('idempotent-replayed')]).toEqual([201, null])
    expect((await api.get(keyNumbers, bearer)).body).toMatchObject({ pageviews: 2 })
  })

  it('keeps cached answers as long as is declared, and counts them under their prefix', async () => {
    const api = open()
    await api.freeze()
    for (const [seconds, want] of [
      [0, 'MISS'],
      [cacheTtl - 1, 'HIT'],
      [1, 'MISS'],
    ] as const) {
      await api.advance(seconds)
      expect((await api.get(keyNumbers, bearer)).headers.get('x-cache')).toBe(want)
    }
    const stats = await api.app.cache.stats(api.app.sandboxes.get(api.sandbox))
    expect(stats.prefixes).toEqual({ [cachePrefix]: { hits: 1, misses: 2, entries: 1 } })
  })
})

describeSection('Setup > 4. Verification', bothSpellings, (open) => {
  it('answers the same key numbers from the cache, until another page view comes', async () => {
    const api = open()
    await api.post('/track/pageview', pageview, bearer)
    const miss = await api.get(keyNumbers, bearer)
    const hit = await api.get(keyNumbers, bearer)
    expect([miss, hit].map(({ headers }) => headers.get('x-cache'))).toEqual(['MISS', 'HIT'])
    expect(hit.body).toEqual({ pageviews: 1, urls: { 'https://example.com': 1 } })
    expect(hit.body).toEqual(miss.body)
    await api.post('/track/pageview', pageview, bearer)
    expect((await api.get(keyNumbers, bearer)).body).toMatchObject({ pageviews: 2 })
  })

  it('counts a page view once, however often it is sent under one key, and at once', async () => {
    const api = open()
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => api.post('/track/pageview', pageview, keyed('burst'))),
    )
    for (const { status } of replies) expect([201, 409]).toContain(status)
    const again = await api.post('/track/pageview', pageview, keyed('burst'))
    expect(again.headers.get('idempotent-replayed')).toBe('true')
    expect((await api.get(keyNumbers, bearer)).body).toMatchObject({ pageviews: 1 })
  })

  it('refuses another page view under a key that was used', async () => {
    const api = open()
    await api.post('/track/pageview', pageview, keyed('view'))
    const other = await api.post('/track/pageview', { ...pageview, siteId: 2 }, keyed('view'))
    expect(other).toMatchObject({ status: 422, body: { code: 'MOCK_KEY_REUSED' } })
  })

  it('lets in nobody without the token', async () => {
    const api = open()
    for (const headers of [{}, { authorization: 'Bearer other' }]) {
      expect((await api.post('/track/pageview', pageview, headers)).status).toBe(401)
      expect((await api.get(keyNumbers, headers)).status).toBe(401)
    }
  })
})
