// The table of all system endpoints: what answers where.
import { cacheStatistics, clearCache, clearCacheOf } from './cache.js'
import { changeClock, showClock } from './clock.js'
import { listEntities, listRecords, putRecord, readRecord, removeRecord } from './data.js'
import type { Endpoint } from './endpoint.js'
import { showMigrations } from './migrations.js'
import { cleanUpProcesses, processStatistics } from './processes.js'
import { listSandboxes, removeSandbox } from './sandboxes.js'
import { addRecords, loadSandbox, resetSandbox, saveSandbox } from './seed.js'
import {
  downloadSnapshot,
  listSnapshots,
  removeSnapshot,
  restoreNamedSnapshot,
  restoreSnapshot,
  takeSnapshot,
  uploadSnapshot,
} from './snapshots.js'
import { listWebhooks, sendWebhook } from './webhooks.js'

/**
 * All endpoints, each with its method and path template. In `/system/data/{entity}/{id}` the id is the values of the record's
 * scope and key, each percent-encoded, with `/` between them; the template takes them together.
 */
export const systemEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/system/health', isOpen: true, answer: (_, { health }) => health.full() },
  { method: 'GET', path: '/system/health/ready', isOpen: true, answer: (_, { health }) => health.ready() },
  { method: 'GET', path: '/system/health/live', isOpen: true, answer: (_, { health }) => health.live() },
  { method: 'GET', path: '/system/data', answer: listEntities },
  { method: 'GET', path: '/system/data/{entity}', answer: listRecords },
  { method: 'GET', path: '/system/data/{entity}/{id}', answer: readRecord },
  { method: 'PUT', path: '/system/data/{entity}/{id}', answer: putRecord },
  { method: 'DELETE', path: '/system/data/{entity}/{id}', answer: removeRecord },
  { method: 'GET', path: '/system/cache/stats', answer: cacheStatistics },
  { method: 'DELETE', path: '/system/cache', answer: clearCache },
  { method: 'DELETE', path: '/system/cache/{entity}', answer: clearCacheOf },
  { method: 'POST', path: '/system/seed', answer: addRecords },
  { method: 'POST', path: '/system/reseed', answer: resetSandbox },
  { method: 'POST', path: '/system/reset', answer: resetSandbox },
  { method: 'POST', path: '/system/save', answer: saveSandbox },
  { method: 'POST', path: '/system/load', answer: loadSandbox },
  { method: 'GET', path: '/system/snapshots', answer: listSnapshots },
  { method: 'POST', path: '/system/snapshots', answer: takeSnapshot },
  { method: 'POST', path: '/system/snapshots/restore', answer: restoreNamedSnapshot },
  { method: 'POST', path: '/system/snapshots/{name}/restore', answer: restoreSnapshot },
  { method: 'GET', path: '/system/snapshots/{name}', answer: downloadSnapshot },
  { method: 'PUT', path: '/system/snapshots/{name}', answer: uploadSnapshot },
  { method: 'DELETE', path: '/system/snapshots/{name}', answer: removeSnapshot },
  { method: 'GET', path: '/system/migrations', answer: showMigrations },
  { method: 'GET', path: '/system/clock', answer: showClock },
  { method: 'PUT', path: '/system/clock', answer: changeClock },
  { method: 'GET', path: '/system/processes/stats', answer: processStatistics },
  { method: 'POST', path: '/system/processes/cleanup', answer: cleanUpProcesses },
  { method: 'GET', path: '/system/webhooks', answer: listWebhooks },
  { method: 'POST', path: '/system/webhooks/{name}', answer: sendWebhook },
  { method: 'GET', path: '/system/sandboxes', answer: listSandboxes },
  { method: 'DELETE', path: '/system/sandboxes/{name}', answer: removeSandbox },
]
