// Errors that Redis and its client give, and what the store makes of them.
import { describe, expect, it } from 'vitest'
import { toStoreError } from '../../../runtime/store/redis/redis-error.js'

describe('An error of Redis', () => {
  it.each([
    ['NOAUTH Authentication required.', 'MOCK_STORE_CREDENTIALS'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'MOCK_STORE_CREDENTIALS'],
    ["NOPERM this user has no permissions to run the 'evalsha' command", 'MOCK_STORE_FORBIDDEN'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'MOCK_STORE_FULL'],
    ['ERR Error running script (call to f_1): @user_script:9: -OOM command not allowed', 'MOCK_STORE_FULL'],
    ["READONLY You can't write against a read only replica.", 'MOCK_STORE_READ_ONLY'],
    ['MISCONF Redis is configured to save RDB snapshots, but it is unable to.', 'MOCK_STORE_READ_ONLY'],
    ['NOREPLICAS Not enough good replicas to write.', 'MOCK_STORE_READ_ONLY'],
    ['LOADING Redis is loading the dataset in memory', 'MOCK_STORE_UNAVAILABLE'],
    ['CLUSTERDOWN The cluster is down', 'MOCK_STORE_UNAVAILABLE'],
    ["CROSSSLOT Keys in request don't hash to the same slot", 'MOCK_STORE_SETTING_INVALID'],
    ['MOVED 3999 127.0.0.1:6381', 'MOCK_STORE_SETTING_INVALID'],
    ['ERR DB index is out of range', 'MOCK_STORE_SETTING_INVALID'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'MOCK_STORE_DAMAGED'],
    ['connect ECONNREFUSED 127.0.0.1:1', 'MOCK_STORE_UNAVAILABLE'],
    ['All sentinels are unreachable. Retrying from scratch after 10ms.', 'MOCK_STORE_UNAVAILABLE'],
    ['Connection is closed.', 'MOCK_STORE_INTERRUPTED'],
    ['Reached the max retries per request limit (which is 0).', 'MOCK_STORE_INTERRUPTED'],
    ['ERR something new', 'MOCK_STORE_FAILED'],
  ])('%s', (given, want) => {
    const cause = new Error(given)
    expect(toStoreError(cause)).toMatchObject({ code: want, cause, remedy: expect.stringMatching(/./) })
  })
})
