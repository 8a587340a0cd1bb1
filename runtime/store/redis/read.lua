-- Reads rows of one space, or answers what is due. (layout 1)
--
-- KEYS[1]    due times: sorted set, score = epoch milliseconds
-- KEYS[2..]  rows of collections: hash, id -> row text
-- ARGV[1]    now, epoch milliseconds
-- ARGV[2]    most due entries to answer
-- ARGV[3..]  pairs: position of the rows' key among KEYS from 2 (1 = KEYS[2]), id
--
-- Result: { 'due', entry... } or { 'rows', row text or nil... }, one for each pair

local now, maxDue = ARGV[1], ARGV[2]

local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, maxDue)
if #due > 0 then
  return { 'due', due }
end

local rows = {}
for i = 3, #ARGV, 2 do
  rows[#rows + 1] = redis.call('HGET', KEYS[1 + ARGV[i]], ARGV[i + 1])
end
return { 'rows', rows }
