-- Does on keys of its own everything that the other scripts do. A user without the right to one of these commands finds
-- out here, when nothing can be left half-written. (layout 1)
--
-- KEYS[1]  a hash
-- KEYS[2]  a sorted set
-- KEYS[3]  a set
--
-- Result: 'ok'

local hash, sorted, set = KEYS[1], KEYS[2], KEYS[3]

redis.call('ZRANGEBYSCORE', sorted, '-inf', 0, 'LIMIT', 0, 1)
redis.call('ZLEXCOUNT', sorted, '-', '+')
redis.call('ZRANGE', sorted, 0, 0)
redis.call('ZSCORE', sorted, 'a')
redis.call('ZCARD', sorted)
redis.call('HGET', hash, 'a')
redis.call('HMGET', hash, 'a')
redis.call('HEXISTS', hash, 'a')
redis.call('HLEN', hash)
redis.call('SMISMEMBER', set, 'a')
redis.call('SMEMBERS', set)
redis.call('PTTL', hash)

-- What is written before a refusal goes by itself.
redis.call('HSET', hash, 'a', '1')
redis.call('PEXPIRE', hash, 1000)
redis.call('ZADD', sorted, 0, 'a')
redis.call('PEXPIRE', sorted, 1000)
redis.call('SADD', set, 'a')
redis.call('PEXPIRE', set, 1000)
redis.call('HDEL', hash, 'a')
redis.call('ZREM', sorted, 'a')
redis.call('UNLINK', hash, sorted, set)
return 'ok'
