-- Does the writes of a commit if all its checks hold, or answers what is due. (layout 1)
--
-- Redis does not undo what a script has written before it fails. So everything that can fail comes first: the checks, and
-- one read of every key with a command of its type.
--
-- KEYS[1]  meta: hash with the counters 'version' and 'sequence'; it exists when the space does
-- KEYS[2]  due times: sorted set, entry with score = epoch milliseconds
-- KEYS[3]  set of the names of the space's other keys
-- KEYS[4..3+H]  hashes: rows (id -> row text) and unique values (value -> id)
-- KEYS[4+H..]   sorted sets: insertion orders (id, score = sequence) and indexes (value sequence id, score = 0)
-- ARGV[1]  now, epoch milliseconds
-- ARGV[2]  most due entries to answer; 0 does not look
-- ARGV[3]  H, the number of hashes
-- ARGV[4]  number of checks
-- ARGV[5]  number of writes
-- then each check and each write: its name and its fields. `hash` and `set` are positions among the hashes (from 1) and
-- the sorted sets (from 1), an index `prefix` ends where the sequence follows.
--   absent hash id · present hash id · version hash id version · free hash value · unique hash value holder
--   count set min max count · size set(order) count
--   put hash set id text · delete hash set id · claim hash value id · release hash value
--   index set(order) set(index) prefix id · unindex set(order) set(index) prefix id · due entry at · clear entry
--
-- Result: { 'due', entries } or { 'failed', position of the first check that does not hold, from 0 } or
-- { 'ok', version }. A row text is `version|sequence|` and the text of the put.

local keysPerCall = 7000 -- unpack fails from about 8,000 values

local call = redis.call
local metaKey, dueKey, registryKey = KEYS[1], KEYS[2], KEYS[3]
local now, maxDue = ARGV[1], tonumber(ARGV[2])
local hashCount, checkCount, writeCount = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local hash, set = {}, {}
for i = 1, hashCount do
  hash[tostring(i)] = KEYS[3 + i]
end
for i = 1, #KEYS - 3 - hashCount do
  set[tostring(i)] = KEYS[3 + hashCount + i]
end

if maxDue > 0 then
  local due = call('ZRANGEBYSCORE', dueKey, '-inf', now, 'LIMIT', 0, maxDue)
  if #due > 0 then
    return { 'due', due }
  end
end

-- Checks. `read` holds the keys that turned out to have the right type.
local at = 6
local read = { [dueKey] = maxDue > 0 }
for i = 0, checkCount - 1 do
  local kind, a, b, c, d = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  local key = hash[a]
  local holds
  if kind == 'absent' or kind == 'free' then
    holds = call('HEXISTS', key, b) == 0
    at = at + 3
  elseif kind == 'present' then
    holds = call('HEXISTS', key, b) == 1
    at = at + 3
  elseif kind == 'version' then
    local text = call('HGET', key, b)
    local start = c .. '|'
    holds = text and string.sub(text, 1, #start) == start
    at = at + 4
  elseif kind == 'unique' then
    local holder = call('HGET', key, b)
    holds = not holder or holder == c
    at = at + 4
  elseif kind == 'size' then
    key = set[a]
    holds = call('ZCARD', key) == tonumber(b)
    at = at + 3
  else -- count
    key = set[a]
    holds = call('ZLEXCOUNT', key, b, c) == tonumber(d)
    at = at + 5
  end
  if not holds then
    return { 'failed', i }
  end
  read[key] = true
end

local counters = call('HMGET', metaKey, 'version', 'sequence')
local version, sequence = tonumber(counters[1] or 0), tonumber(counters[2] or 0)
if writeCount == 0 then
  return { 'ok', version }
end

-- A key of another type fails here, while nothing is written.
for _, key in pairs(hash) do
  if not read[key] then
    call('HLEN', key)
  end
end
for _, key in pairs(set) do
  if not read[key] then
    call('ZCARD', key)
  end
end
if not read[dueKey] then
  call('ZCARD', dueKey)
end

local unregistered = {}
for first = 4, #KEYS, keysPerCall do
  local last = math.min(first + keysPerCall - 1, #KEYS)
  local isMember = call('SMISMEMBER', registryKey, unpack(KEYS, first, last))
  for i = first, last do
    if isMember[i - first + 1] == 0 then
      unregistered[#unregistered + 1] = KEYS[i]
    end
  end
end

-- Writes. From here on nothing may fail. Without memory Redis refuses the first of them if it takes any, and lets all pass
-- if it frees some: a delete goes through. So the writes of the commit come first.
version = version + 1

-- The writes of one row stand together, so remembering the last one saves most look-ups.
local lastOrder, lastId, lastSequence

local function sequenceOf(order, id)
  if lastId ~= id or lastOrder ~= order then
    lastOrder, lastId = order, id
    lastSequence = tonumber(call('ZSCORE', order, id) or nil)
  end
  return lastSequence
end

for _ = 1, writeCount do
  local kind, a, b, c, d = ARGV[at], ARGV[at + 1], ARGV[at + 2], ARGV[at + 3], ARGV[at + 4]
  if kind == 'put' then
    local order, id, text = set[b], c, d
    if not sequenceOf(order, id) then
      sequence = sequence + 1
      lastSequence = sequence
      call('ZADD', order, sequence, id)
    end
    call('HSET', hash[a], id, version .. '|' .. lastSequence .. '|' .. text)
    at = at + 5
  elseif kind == 'delete' then
    local order, id = set[b], c
    call('HDEL', hash[a], id)
    call('ZREM', order, id)
    lastId = nil
    at = at + 4
  elseif kind == 'claim' then
    call('HSET', hash[a], b, c)
    at = at + 4
  elseif kind == 'release' then
    call('HDEL', hash[a], b)
    at = at + 3
  elseif kind == 'index' or kind == 'unindex' then
    local index, prefix, id = set[b], c, d
    local rowSequence = sequenceOf(set[a], id)
    if rowSequence then
      local member = prefix .. string.format('%016.0f', rowSequence) .. id
      if kind == 'index' then
        call('ZADD', index, 0, member)
      else
        call('ZREM', index, member)
      end
    end
    at = at + 5
  elseif kind == 'due' then
    call('ZADD', dueKey, b, a)
    at = at + 3
  else -- clear
    call('ZREM', dueKey, a)
    at = at + 2
  end
end

for first = 1, #unregistered, keysPerCall do
  call('SADD', registryKey, unpack(unregistered, first, math.min(first + keysPerCall - 1, #unregistered)))
end
call('HSET', metaKey, 'version', version, 'sequence', sequence)

-- Keys that are new must not outlive the rest of a space that is set to expire (touch.lua).
local left = #unregistered > 0 and call('PTTL', metaKey) or -1
if left > 0 then
  for i = 2, #KEYS do
    call('PEXPIRE', KEYS[i], left)
  end
end
return { 'ok', version }
