-- Reads one page of a collection and the exact number of entries that it is a part of, or answers what is due. (layout 1)
--
-- Positions in a sorted set are found by rank, which costs the same at any depth; a lexicographic LIMIT would walk there.
--
-- KEYS[1]  due times: sorted set, score = epoch milliseconds
-- KEYS[2]  rows: hash, id -> row text
-- KEYS[3]  insertion order: sorted set, id with score = sequence; or an index: sorted set, all scores equal
-- KEYS[4]  optional; rows: hash that holds one more row to read
-- ARGV[1]  now, epoch milliseconds
-- ARGV[2]  most due entries to answer
-- ARGV[3]  'order' or 'index': what KEYS[3] is
-- ARGV[4]  first member of an index that counts, as ZLEXCOUNT takes it; '-' is open
-- ARGV[5]  last member of an index that counts; '+' is open
-- ARGV[6]  offset
-- ARGV[7]  limit
-- ARGV[8]  '1' to walk from the end
-- ARGV[9]  id of the further row, where KEYS[4] is given
--
-- Result: { 'due', entries } or { 'page', total, ids, row texts, text of the further row }; the text of a row that is not
-- there is nil

local idsPerCall = 7000 -- unpack fails from about 8,000 values
local terminator = '\0\0'
local sequenceDigits = 16

local now, maxDue = ARGV[1], ARGV[2]
local isIndex, from, to = ARGV[3] == 'index', ARGV[4], ARGV[5]
local offset, limit, reverse = tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8] == '1'
local dueKey, rowsKey, listKey = KEYS[1], KEYS[2], KEYS[3]

local due = redis.call('ZRANGEBYSCORE', dueKey, '-inf', now, 'LIMIT', 0, maxDue)
if #due > 0 then
  return { 'due', due }
end

local also = KEYS[4] and redis.call('HGET', KEYS[4], ARGV[9]) or false

local before, total = 0, nil
if isIndex and (from ~= '-' or to ~= '+') then
  total = redis.call('ZLEXCOUNT', listKey, from, to)
  if from ~= '-' and total > 0 then
    -- The bound is always inclusive: what lies below it is everything up to the same bound, excluded.
    before = redis.call('ZLEXCOUNT', listKey, '-', '(' .. string.sub(from, 2))
  end
else
  total = redis.call('ZCARD', listKey)
end

local taken = math.min(limit, total - offset)
if taken <= 0 then
  return { 'page', total, {}, {}, also }
end

local members
if reverse then
  local last = before + total - 1 - offset
  members = redis.call('ZRANGE', listKey, last - taken + 1, last)
else
  local first = before + offset
  members = redis.call('ZRANGE', listKey, first, first + taken - 1)
end

local ids, count = {}, #members
for i = 1, count do
  local member = members[reverse and count + 1 - i or i]
  if isIndex then
    local _, stop = string.find(member, terminator, 1, true)
    -- A member that no commit has written names a row that is not there.
    member = stop and string.sub(member, stop + sequenceDigits + 1) or member
  end
  ids[i] = member
end

local texts = {}
for first = 1, count, idsPerCall do
  local last = math.min(first + idsPerCall - 1, count)
  local part = redis.call('HMGET', rowsKey, unpack(ids, first, last))
  for i = 1, last - first + 1 do
    texts[first + i - 1] = part[i]
  end
end
return { 'page', total, ids, texts, also }
