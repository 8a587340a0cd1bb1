// The contract of the analytics API: page views that are tracked, and key numbers that are asked for again and again.
import type { JsonObject } from '@mockgen/runtime'
import { contract, integer, object, operation, ref, text } from './contracts.js'

/** What a section declares at the root, and of the operation that answers key numbers. */
export interface AnalyticsParts {
  readonly root?: JsonObject
  readonly keyNumbers?: JsonObject
}

/** Names that the seed document gives to its two stores in Redis. */
export const cachePrefix = 'opalmind:cache'
export const namespace = 'opalmind'

/** Seconds that an idempotency record, and a cached answer, is kept. */
export const idempotencyTtl = 86_400
export const cacheTtl = 300

/** The contract in the camelCase spelling. */
export function analytics({ root, keyNumbers }: AnalyticsParts = {}): JsonObject {
  return analyticsContract(
    { namespace, idempotency: { ttl: idempotencyTtl }, ...root },
    {
      track: { entity: 'pageviews', action: 'create' },
      keyNumbers: {
        entity: 'pageviews',
        action: 'count',
        by: 'url',
        cache: { ttl: cacheTtl, keyPrefix: cachePrefix },
        response: { body: { pageviews: '{{ total }}', urls: '{{ counts }}' } },
        ...keyNumbers,
      },
    },
  )
}

/** The same in the snake_case spelling. */
export function analyticsInSnake({ root, keyNumbers }: AnalyticsParts = {}): JsonObject {
  return analyticsContract(
    { namespace, idempotency: { enabled: true, ttl: idempotencyTtl }, ...root },
    {
      track: { entity_name: 'pageviews', action: 'create', auto_generate_id: true },
      keyNumbers: {
        entity_name: 'pageviews',
        action: 'count',
        by: 'url',
        cache: { enabled: true, ttl: cacheTtl, key_prefix: cachePrefix },
        response: { body: { pageviews: '{{entity_count}}', urls: '{{ counts }}' } },
        ...keyNumbers,
      },
    },
  )
}

function analyticsContract(
  root: JsonObject,
  of: { readonly track: JsonObject; readonly keyNumbers: JsonObject },
): JsonObject {
  return contract({
    title: 'Analytics',
    persistence: {
      ...root,
      entities: {
        pageviews: { schema: '#/components/schemas/Pageview' },
        tokens: { schema: '#/components/schemas/Token', key: 'token', seed: [{ token: 'opal' }] },
      },
    },
    paths: {
      '/track/pageview': {
        post: operation('trackPageview', {
          persistence: of.track,
          body: ref('NewPageview'),
          answers: { 201: ref('Pageview') },
          security,
        }),
      },
      '/tools/get-key-numbers': {
        get: operation('getKeyNumbers', {
          persistence: of.keyNumbers,
          query: { period: text, date: text },
          answers: { 200: object({ 'pageviews!': integer, 'urls!': { type: 'object' } }) },
          security,
        }),
      },
    },
    schemas: {
      NewPageview: object({ 'url!': text, 'siteId!': integer }),
      Pageview: object({ 'id!': { type: 'string', format: 'uuid' }, 'url!': text, 'siteId!': integer }),
      Token: object({ 'token!': text }),
    },
    securitySchemes: {
      opal: { type: 'http', scheme: 'bearer', 'x-persistence': { entity: 'tokens', key: 'token' } },
    },
  })
}

const security = [{ opal: [] }]

/** The header of a client that the mock knows. */
export const bearer = { authorization: 'Bearer opal' }

/** The header of a request that may be repeated. */
export const keyed = (key: string) => ({ ...bearer, 'idempotency-key': key })

export const pageview = { url: 'https://example.com', siteId: 1 }

/** The key numbers of today. */
export const keyNumbers = '/tools/get-key-numbers?period=day&date=today'
