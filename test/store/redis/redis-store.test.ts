// The Redis store keeps the contract of the store port on one server and on a cluster.
import { afterAll, beforeAll } from 'vitest'
import { createRedisStore } from '../../../runtime/store/redis/redis-store.js'
import {
  describeRedis,
  type RedisServer,
  startCluster,
  startRedis,
  stopAll,
} from '../../support/redis-server.js'
import { describeStore } from '../store-contract.js'

describeRedis('Redis on one server', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => stopAll([server]))
  describeStore('The Redis store', {
    open: (data) => createRedisStore({ url: server.url, prefix: data }),
    shared: true,
    durable: true,
  })
})

describeRedis('Redis Cluster of three nodes', () => {
  let nodes: readonly RedisServer[]
  beforeAll(async () => {
    nodes = await startCluster()
  })
  afterAll(() => stopAll(nodes))
  describeStore('The Redis store', {
    open: (data) => {
      const hosts = nodes.map(({ port }) => `127.0.0.1:${port}`)
      return createRedisStore({ url: `redis+cluster://${hosts.join(',')}`, prefix: data })
    },
    shared: true,
    durable: true,
  })
})
